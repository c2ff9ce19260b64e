using Lamina.Privacy.Attacks;
using Lamina.Privacy.Attacks.ConditionalGan;
using Lamina.Privacy.Attacks.DeepImagePrior;
using Lamina.Privacy.Attacks.InverseNetwork;
using Lamina.Privacy.Attacks.Rmle;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Runs;

/// <summary>The attacks that a run may use, beside those that are closed forms.</summary>
/// <param name="Learned">Attacks that learn from the adversary's images.</param>
/// <param name="Searches">Attacks that search for each victim through the head's weights.</param>
public sealed record AttackCatalog(IReadOnlyList<ILearnedAttack> Learned, IReadOnlyList<IWhiteBoxAttack> Searches)
{
    /// <summary>Raised with every change of attacks, controls or scores that makes other results: pieces of another revision are not taken for this one's.</summary>
    public const int Revision = 3;

    /// <summary>Those of this library.</summary>
    public static AttackCatalog Own { get; } = new([new InverseNetworkAttack(), new ConditionalGanAttack()], [new RmleAttack(), new DeepImagePriorAttack()]);

    /// <summary>The search of that kind; <see cref="AttackKind.RmleDeeper"/> is rMLE on more tensors.</summary>
    public IWhiteBoxAttack Search(AttackKind kind) => Searches.Single(attack => attack.Kind == Searched(kind));

    /// <summary>Whether an attack of this kind can be run.</summary>
    public bool Has(AttackKind kind) => kind.Family switch
    {
        AttackFamily.Learned => Learned.Any(attack => attack.Kind == kind),
        AttackFamily.WhiteBox => Searches.Any(attack => attack.Kind == Searched(kind)),
        _ => true,
    };

    private static AttackKind Searched(AttackKind kind) => kind == AttackKind.RmleDeeper ? AttackKind.Rmle : kind;
}
