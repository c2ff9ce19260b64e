using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Attacks;

/// <summary>
/// An attack that searches, victim by victim, for an image with the victim's features, through the head's weights. Candidates are
/// chosen by feature error, never by the victim's pixels; settings are tuned on the adversary's images.
/// </summary>
public interface IWhiteBoxAttack
{
    /// <summary>Which attack of the portfolio.</summary>
    AttackKind Kind { get; }

    /// <summary>Searches.</summary>
    /// <param name="target">What is attacked; stays the caller's.</param>
    /// <param name="data">The adversary's images, to tune the prior on.</param>
    /// <param name="victims">The victims' features.</param>
    /// <param name="start">The best learned reconstruction of each victim; null to start from nothing alone.</param>
    /// <param name="context">Seed, limits, checkpoint, progress.</param>
    /// <param name="cancellation">Ends the run after the current iteration; the checkpoint is written first.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    SearchResult Search(
        AttackTarget target, AdversaryData data, IReadOnlyList<FeatureSet> victims, IReadOnlyList<UnitImage>? start, AttackContext context, CancellationToken cancellation = default);

    /// <summary>How long <see cref="Search"/> would take: a few iterations are timed.</summary>
    /// <param name="target">What would be attacked.</param>
    /// <param name="victims">How many victims.</param>
    /// <param name="hasStart">Whether learned reconstructions would be given.</param>
    /// <param name="context">Threads and clock.</param>
    TimeSpan Estimate(AttackTarget target, int victims, bool hasStart, AttackContext context);
}

/// <summary>What a search found.</summary>
public sealed record SearchResult
{
    /// <summary>One per victim, in their order: the best by feature error of all there was, the learned start included. Leaks are scored on these.</summary>
    public required IReadOnlyList<UnitImage> Reconstructions { get; init; }

    /// <summary>
    /// One per victim: the best of what the search itself made. What it made of a learned start is among it only where it lowered that
    /// start's feature error to nine tenths or less; the start never is. Controls and convergence are judged on these.
    /// </summary>
    public required IReadOnlyList<UnitImage> Own { get; init; }

    /// <summary>Per victim the mean squared difference between the features of <see cref="Own"/> and the victim's (both exact), each tensor divided by its mean square.</summary>
    public required IReadOnlyList<double> FeatureErrors { get; init; }

    /// <summary>The same of the learned start; empty without one.</summary>
    public required IReadOnlyList<double> StartErrors { get; init; }

    /// <summary>Mean of the same difference between two different victims; with one victim, between it and the adversary's images.</summary>
    public required double DistanceBetweenVictims { get; init; }

    /// <summary>False if it was stopped by time before every victim had all its iterations.</summary>
    public required bool Finished { get; init; }

    /// <summary>True if it started from a learned reconstruction as well as from nothing.</summary>
    public required bool FromLearned { get; init; }
}
