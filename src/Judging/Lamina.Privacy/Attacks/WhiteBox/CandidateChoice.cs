using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Attacks.WhiteBox;

/// <summary>Chooses among reconstructions by what an adversary can measure: how near their features are to the victim's.</summary>
internal static class CandidateChoice
{
    /// <summary>Per victim the candidate with the least exact feature error.</summary>
    /// <param name="target">What is attacked.</param>
    /// <param name="victims">The victims' features.</param>
    /// <param name="distance">How errors are measured.</param>
    /// <param name="candidates">Lists of one picture per victim, in the victims' order; a shorter list has none for the rest.</param>
    public static IReadOnlyList<UnitImage> Best(AttackTarget target, IReadOnlyList<FeatureSet> victims, FeatureDistance distance, IReadOnlyList<IReadOnlyList<UnitImage>> candidates) =>
        [.. victims.Select((victim, i) => candidates.Where(list => i < list.Count).Select(list => list[i]).MinBy(image => distance.Between(target.Exact(image), victim))!)];
}
