namespace Lamina.Planning.Choosing;

/// <summary>What the search does next.</summary>
/// <param name="Phase"><c>screen</c>, <c>judge</c> or <c>confirm</c>.</param>
/// <param name="Cut">Where.</param>
/// <param name="Attack">The attack of a screen; null for the whole portfolio.</param>
/// <param name="Left">Candidates still in the race.</param>
public sealed record SearchProgress(string Phase, CutCandidate Cut, string? Attack, int Left);
