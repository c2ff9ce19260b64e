using Lamina.Privacy.Attacks.WhiteBox;
using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Attacks.DeepImagePrior;

/// <summary>
/// Deep image prior (arXiv 1711.10925; as an attack on split networks "likelihood maximisation", arXiv 2012.11025): gradient descent
/// on the weights of an untrained generator until its picture has the victim's features. The adversary knows the head's weights.
/// </summary>
/// <param name="options">Settings; the defaults when null.</param>
public sealed class DeepImagePriorAttack(DeepImagePriorOptions? options = null) : IWhiteBoxAttack
{
    private const int AtATime = 4;

    private readonly DeepImagePriorOptions _options = options ?? new DeepImagePriorOptions();

    /// <inheritdoc/>
    public AttackKind Kind => AttackKind.DeepImagePrior;

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
        (victims, start, seed, _) => new GeneratorInversion(_options, victims, target.ImageSize, start, seed);
}
