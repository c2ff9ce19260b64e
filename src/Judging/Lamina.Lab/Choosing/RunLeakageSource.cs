using System.Collections.Immutable;
using Lamina.Planning.Choosing;
using Lamina.Privacy.Features;
using Lamina.Privacy.Identification;
using Lamina.Privacy.Runs;
using Lamina.Privacy.Verdict;

namespace Lamina.Lab.Choosing;

/// <summary>
/// The planner's questions answered by attacks. Victims of the search condemn and choose; what is trained meanwhile is also scored on
/// the victims of the verdict, unseen, so that confirming trains nothing again.
/// </summary>
internal sealed class RunLeakageSource(
    RunSubject search, RunSubject verdict, string folder, RunOptions options, AttackCatalog catalog, IPictureJudge? judge, Talk talk, TimeProvider time,
    ImmutableArray<CutCandidate> candidates, ImmutableArray<string> tail) : ILeakageSource, IDisposable
{
    private readonly PieceStore _searched = PieceStore.Open(folder, search.Digest);
    private readonly PieceStore _confirmed = PieceStore.Open(folder, verdict.Digest);
    private readonly FeatureMemory _features = new(search.Inspection, search.Preprocessing, candidates.Select(candidate => candidate.Tensors), options.FeatureBytes, options.Threads);
    private readonly long _start = time.GetTimestamp();

    /// <inheritdoc/>
    public IReadOnlyList<string> Screens { get; } = [.. new[] { AttackKind.Ridge, AttackKind.InverseNetwork }.Where(catalog.Has).Select(kind => kind.Name)];

    /// <summary>Pieces of the victims that the search chose with.</summary>
    public PieceStore Search => _searched;

    /// <summary>Pieces of the victims of the verdict.</summary>
    public PieceStore Verdict => _confirmed;

    /// <inheritdoc/>
    public void Dispose() => _features.Dispose();

    /// <inheritdoc/>
    public Task<LeakageFinding> ScreenAsync(string screen, CutCandidate cut, CancellationToken cancellation)
    {
        RunOptions screening = options with { Methods = [AttackKind.Find(screen)!], AttacksOnly = true, MaxTime = Left() };
        return Ask(() => Run(search, screening, _searched, Twin()).Run([cut.Tensors], cancellation));
    }

    /// <inheritdoc/>
    public Task<LeakageFinding> JudgeAsync(CutCandidate cut, IReadOnlyList<CutCandidate> deeper, CancellationToken cancellation) =>
        Ask(() => Run(search, options with { StopAtLeak = true, MaxTime = Left() }, _searched, Twin()).Run(Exposed(cut), cancellation));

    /// <inheritdoc/>
    public Task<LeakageFinding> ConfirmAsync(CutCandidate cut, IReadOnlyList<CutCandidate> deeper, int tries, CancellationToken cancellation) =>
        Ask(() => Run(verdict, options with { Tries = tries, MaxTime = Left() }, _confirmed, null).Run(Exposed(cut), cancellation));

    private CutRun Run(RunSubject subject, RunOptions chosen, PieceStore store, RunTwin? twin) => new(subject, chosen, store, catalog, judge, talk, time, twin, _features);

    private RunTwin Twin() => new(verdict, _confirmed, judge);

    private ImmutableArray<ImmutableArray<string>> Exposed(CutCandidate cut) =>
        ExposedTensors.Of(search.Inspection, candidates.Select(candidate => candidate.Tensors), cut.Tensors, tail, options.DeeperTensors);

    private TimeSpan? Left() => options.MaxTime is not { } whole ? null
        : whole - time.GetElapsedTime(_start) is { Ticks: > 0 } left ? left : TimeSpan.FromTicks(1);

    private static async Task<LeakageFinding> Ask(Func<CutResult> run)
    {
        CutResult result = await Task.Run(run);
        return new LeakageFinding
        {
            Verdict = result.Judgement.Verdict,
            Reasons = result.Judgement.Reasons,
            Leakage = result.Judgement.Leakage,
            Controls = result.Judgement.Controls,
            Scope = result.Judgement.Scope,
        };
    }
}
