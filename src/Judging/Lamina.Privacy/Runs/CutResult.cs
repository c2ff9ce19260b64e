using System.Collections.Immutable;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Runs;

/// <summary>What a run on one cut came to.</summary>
/// <param name="Evidence">What the verdict rests on.</param>
/// <param name="Judgement">The verdict.</param>
/// <param name="Skipped">What the time did not reach.</param>
public sealed record CutResult(Evidence Evidence, Judgement Judgement, ImmutableArray<PieceKey> Skipped);
