namespace Lamina.Planning.Choosing;

/// <summary>What became of a candidate.</summary>
/// <param name="Cut">The candidate.</param>
/// <param name="State">How it ended.</param>
/// <param name="Sentence">Why, in words.</param>
/// <param name="Finding">The last thing that was found at this very cut; null where nothing ran.</param>
public sealed record CutOutcome(CutCandidate Cut, CutState State, string Sentence, LeakageFinding? Finding);

/// <summary>How a candidate ended.</summary>
public enum CutState
{
    /// <summary>Not reached: a cheaper cut fitted, or the search was stopped.</summary>
    NotTried,

    /// <summary>It breaks a constraint.</summary>
    TooCostly,

    /// <summary>An attack broke it.</summary>
    Leaks,

    /// <summary>A deeper cut is broken; what the worker sees there it can compute from here.</summary>
    Condemned,

    /// <summary>The whole portfolio ran and neither broke nor acquitted it.</summary>
    Inconclusive,

    /// <summary>It fits the budget and is the cheapest that does.</summary>
    Chosen,
}
