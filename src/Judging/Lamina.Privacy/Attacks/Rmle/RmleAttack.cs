using Lamina.Privacy.Attacks.WhiteBox;
using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Attacks.Rmle;

/// <summary>
/// Regularised maximum likelihood (He, Zhang, Lee, ACSAC 2019): gradient descent on the input until its features are the victim's,
/// with total variation as the prior. The adversary knows the head's weights. Open the target with deeper tensors besides the cut
/// to search on all of them.
/// </summary>
/// <param name="options">Settings; the defaults when null.</param>
public sealed class RmleAttack(RmleOptions? options = null) : IWhiteBoxAttack
{
    private const int AtATime = 128;

    private readonly RmleOptions _options = options ?? new RmleOptions();

    /// <inheritdoc/>
    public AttackKind Kind => AttackKind.Rmle;

    /// <inheritdoc/>
    public SearchResult Search(
        AttackTarget target, AdversaryData data, IReadOnlyList<FeatureSet> victims, IReadOnlyList<UnitImage>? start, AttackContext context, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(victims);
        ArgumentNullException.ThrowIfNull(context);
        return new WhiteBoxSearch(Kind.Name, _options.ToString(), _options.Plan, AtATime, target, data, context, Factory(target)).Run(victims, start, cancellation);
    }

    /// <inheritdoc/>
    public TimeSpan Estimate(AttackTarget target, int victims, bool hasStart, AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(context);
        return WhiteBoxSearch.Estimate(_options.Plan, AtATime, target, victims, hasStart, context, Factory(target));
    }

    private InversionFactory Factory(AttackTarget target) =>
        (victims, start, seed, noise) => new PixelInversion(_options, victims, target.ImageSize, start, seed, noise);
}
