using Lamina.Privacy.Attacks.WhiteBox;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Attacks.Rmle;

/// <summary>
/// Regularised maximum likelihood (He, Zhang, Lee, ACSAC 2019): gradient descent on the input until its features are the victim's,
/// with total variation as the prior. The adversary knows the head's weights. Open the target with deeper tensors besides the cut
/// to search on all of them.
/// </summary>
public sealed class RmleAttack : WhiteBoxAttack
{
    private const int AtATime = 128;

    private readonly RmleOptions _options;

    /// <param name="options">Settings; the defaults when null.</param>
    public RmleAttack(RmleOptions? options = null)
        : base((options ??= new RmleOptions()).Plan, options.ToString(), AtATime) => _options = options;

    /// <inheritdoc/>
    public override AttackKind Kind => AttackKind.Rmle;

    private protected override InversionFactory Factory(AttackTarget target) =>
        (victims, start, seed, noise) => new PixelInversion(_options, victims, target.ImageSize, start, seed, noise);
}
