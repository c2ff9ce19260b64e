using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Attacks.WhiteBox;

/// <summary>A search as an attack: what differs is what is moved.</summary>
public abstract class WhiteBoxAttack : IWhiteBoxAttack
{
    private readonly WhiteBoxPlan _plan;
    private readonly string _settings;
    private readonly int _atATime;

    /// <param name="plan">Iterations, starts, prior.</param>
    /// <param name="settings">All settings that decide the result, as text.</param>
    /// <param name="atATime">Victims that are searched at a time at most.</param>
    private protected WhiteBoxAttack(WhiteBoxPlan plan, string settings, int atATime) => (_plan, _settings, _atATime) = (plan, settings, atATime);

    /// <inheritdoc/>
    public abstract AttackKind Kind { get; }

    /// <inheritdoc/>
    public SearchResult Search(
        AttackTarget target, AdversaryData data, IReadOnlyList<FeatureSet> victims, IReadOnlyList<UnitImage>? start, AttackContext context, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(victims);
        ArgumentNullException.ThrowIfNull(context);
        return new WhiteBoxSearch(Kind.Name, _settings, _plan, _atATime, target, data, context, Factory(target)).Run(victims, start, cancellation);
    }

    /// <inheritdoc/>
    public TimeSpan Estimate(AttackTarget target, int victims, bool hasStart, AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(context);
        return WhiteBoxSearch.Estimate(_plan, _atATime, target, victims, hasStart, context, Factory(target));
    }

    /// <summary>Makes what is moved.</summary>
    private protected abstract InversionFactory Factory(AttackTarget target);
}
