namespace Lamina.Data.Samples;

/// <summary>One labelled picture, not yet read.</summary>
/// <param name="Name">Its path inside the source, with forward slashes; unique there.</param>
/// <param name="Label">Index into the set's classes; -1 where the source has none.</param>
/// <param name="Group">What must stay in one split together, for example a block of time; the name itself where nothing does.</param>
public sealed record Sample(string Name, int Label, string Group);
