using Lamina.Privacy.Attacks.WhiteBox;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Attacks.DeepImagePrior;

/// <summary>
/// Deep image prior (arXiv 1711.10925; as an attack on split networks "likelihood maximisation", arXiv 2012.11025): gradient descent
/// on the weights of an untrained generator until its picture has the victim's features. The adversary knows the head's weights.
/// </summary>
public sealed class DeepImagePriorAttack : WhiteBoxAttack
{
    private const int AtATime = 4;

    private readonly DeepImagePriorOptions _options;

    /// <param name="options">Settings; the defaults when null.</param>
    public DeepImagePriorAttack(DeepImagePriorOptions? options = null)
        : base((options ??= new DeepImagePriorOptions()).Plan, options.ToString(), AtATime) => _options = options;

    /// <inheritdoc/>
    public override AttackKind Kind => AttackKind.DeepImagePrior;

    private protected override InversionFactory Factory(AttackTarget target) =>
        (victims, start, seed, _) => new GeneratorInversion(_options, victims, target.ImageSize, start, seed);
}
