using System.Collections.Immutable;
using System.Globalization;
using Lamina.Plans;
using Lamina.Privacy.Attacks;
using Lamina.Privacy.Features;
using Lamina.Privacy.Identification;
using Lamina.Privacy.Verdict;
using Lamina.Privacy.Verdict.Rules;

namespace Lamina.Privacy.Runs;

/// <summary>
/// Runs attacks and controls on one cut and judges it. Every finished piece is kept at once, so that an interrupted run goes on and
/// another budget is judged without running anything.
/// </summary>
/// <param name="subject">What is judged.</param>
/// <param name="options">How much is run.</param>
/// <param name="store">Where pieces are kept.</param>
/// <param name="catalog">The attacks.</param>
/// <param name="judge">A classifier that is not the target; null without one.</param>
/// <param name="talk">Who is told.</param>
/// <param name="time">The clock of limits.</param>
/// <param name="twin">Further victims that trained attacks are scored on as well, to be judged later; null for none.</param>
/// <param name="memory">Features that other cuts' runs share, the caller's; null for one of this run's own.</param>
public sealed class CutRun(
    RunSubject subject, RunOptions options, PieceStore store, AttackCatalog catalog, IPictureJudge? judge, IRunTalk talk, TimeProvider time, RunTwin? twin = null, FeatureMemory? memory = null)
{
    /// <summary>Rounds of further work for attacks that turn out to decide.</summary>
    private const int Rounds = 4;

    private readonly long _start = time.GetTimestamp();
    private readonly List<PieceKey> _skipped = [];
    private readonly HashSet<PieceKey> _tried = [];
    private int _done;
    private int _known;

    /// <summary>Runs what is missing.</summary>
    /// <param name="cut">The cut's tensors.</param>
    /// <param name="cancellation">Ends the run; finished pieces stay.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public CutResult Run(ImmutableArray<string> cut, CancellationToken cancellation) => Run(subject.Exposed(cut), cancellation);

    /// <summary>Runs what is missing.</summary>
    /// <param name="exposed">What the worker sees: the cut, then each deeper set of tensors that is to be judged.</param>
    /// <param name="cancellation">Ends the run; finished pieces stay.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public CutResult Run(ImmutableArray<ImmutableArray<string>> exposed, CancellationToken cancellation)
    {
        RunPlan plan = new(subject, options, catalog, exposed);
        using FeatureMemory? own = memory is null ? new FeatureMemory(subject.Inspection, subject.Preprocessing, Shared(exposed), options.FeatureBytes, options.Threads) : null;
        using RunContext context = new(subject, options, store, judge, time, new AttackLines(this), talk, twin, memory ?? own);
        RunStep[] steps = [.. plan.Steps()];
        _known = steps.Length;
        bool ended = Do(steps, context, plan, cancellation);
        for (int round = 0; round < Rounds && !ended && !options.AttacksOnly; round++)
        {
            IEnumerable<RunStep> begun = plan.All().Where(step => store.Find(step.Key) is { Finished: false });
            RunStep[] further = [.. plan.Further(Deciding(plan)).Concat(begun).Where(step => !_tried.Contains(step.Key) && !IsDone(step, Limit(step))).DistinctBy(step => step.Key)];
            if (further.Length == 0)
            {
                break;
            }

            _known += further.Length;
            ended = Do(further, context, plan, cancellation);
        }

        return Judged(plan);
    }

    /// <summary>Judges what is there, running nothing.</summary>
    public CutResult Rejudge(ImmutableArray<string> cut) => Judged(new RunPlan(subject, options, catalog, subject.Exposed(cut)));

    /// <summary>Judges this run's own pieces; if they do not condemn, whether another run's in their place do.</summary>
    private CutResult Judged(RunPlan plan)
    {
        Evidence evidence = Evidence(plan);
        Judgement judgement = Judge.Decide(evidence);
        if (judgement.Verdict != PlanVerdict.Leaks)
        {
            foreach (Evidence other in EvidenceBuilder.WithOthers(evidence, plan, store.Pieces))
            {
                if (Judge.Decide(other) is { Verdict: PlanVerdict.Leaks } condemned)
                {
                    return new CutResult(other, condemned, [.. _skipped]);
                }
            }
        }

        return new CutResult(evidence, judgement, [.. _skipped]);
    }

    /// <summary>The cuts that this run attacks.</summary>
    private IEnumerable<ImmutableArray<string>> Shared(ImmutableArray<ImmutableArray<string>> exposed) =>
        options.AttacksOnly ? exposed.Take(1) : exposed.Take(1 + options.DeeperTensors);

    private Evidence Evidence(RunPlan plan) => EvidenceBuilder.Of(subject, plan, store.Pieces, options, stopped: _skipped.Count > 0);

    /// <summary>Whether a step's piece is there, made of what is there now, and could not be gone on with in the time there is.</summary>
    private bool IsDone(RunStep step, TimeSpan? limit) =>
        store.Find(step.Key) is { } known && known.Inputs.SequenceEqual(step.Inputs(store)) && (known.Finished || limit?.TotalSeconds <= known.LimitSeconds);

    /// <returns>True if a leak ended the run.</returns>
    private bool Do(RunStep[] steps, RunContext context, RunPlan plan, CancellationToken cancellation)
    {
        foreach (RunStep step in steps)
        {
            cancellation.ThrowIfCancellationRequested();
            _done++;
            _tried.Add(step.Key);
            TimeSpan? limit = Limit(step);
            if (IsDone(step, limit))
            {
                continue;
            }

            if (limit is { Ticks: <= 0 })
            {
                _skipped.Add(step.Key);
                continue;
            }

            Do(step, context, limit, cancellation);
            if (options.StopAtLeak && step.Key.Role == PieceRole.Attack && Judged(plan).Judgement.Verdict == PlanVerdict.Leaks)
            {
                return true;
            }
        }

        return false;
    }

    private void Do(RunStep step, RunContext context, TimeSpan? limit, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        talk.Progress(() => Line(step.Key, ""));
        Piece? piece = Within(step, context, limit, cancellation);
        double seconds = time.GetElapsedTime(start).TotalSeconds;
        double before = store.Find(step.Key) is { Finished: false } known ? known.Seconds : 0;
        if (piece is null)
        {
            talk.Say($"{step.Key}: {(_skipped.Contains(step.Key) ? "stopped by time, nothing is kept of it" : "could not be run, what it is made of is missing")}");
            return;
        }

        Piece kept = piece with { Seconds = before + seconds, LimitSeconds = piece.Finished ? null : limit?.TotalSeconds, Commit = options.Commit };
        twin?.Keep(kept);
        store.Save(kept);
        string score = piece.Scores.TryGetValue(Scores.Metric.Ssim.Name, out ImmutableArray<double> values)
            ? string.Create(CultureInfo.InvariantCulture, $"SSIM {values.Average():0.000}")
            : piece.ValidationSsim is { } validation ? string.Create(CultureInfo.InvariantCulture, $"validation SSIM {validation:0.000}") : "done";
        talk.Say(string.Create(CultureInfo.InvariantCulture, $"{_done}/{_known} {step.Key}: {score}{(piece.Finished ? "" : ", stopped by time")}, {seconds:0.0} s"));
    }

    /// <summary>Steps that cannot end early with a result of less are stopped at the limit, without one.</summary>
    private Piece? Within(RunStep step, RunContext context, TimeSpan? limit, CancellationToken cancellation)
    {
        if (limit is not { } most || step.EndsInTime)
        {
            return step.Run(context, limit, cancellation);
        }

        using CancellationTokenSource bell = new(most, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, bell.Token);
        try
        {
            return step.Run(context, limit, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            _skipped.Add(step.Key);
            return null;
        }
    }

    private TimeSpan? Limit(RunStep step)
    {
        if (options.MaxTime is not { } whole)
        {
            return null;
        }

        TimeSpan left = whole - time.GetElapsedTime(_start);
        TimeSpan share = Math.Max(step.Share, options.PieceShare) * whole;
        return left < share ? left : share;
    }

    /// <summary>The learned attacks that decide; without one that counts, those that would if they did.</summary>
    private IEnumerable<AttackRun> Deciding(RunPlan plan)
    {
        Case facts = new(SoundEvidence.Of(Evidence(plan), []));
        return facts.Limits.Select(facts.Deciding).Where(outcome => outcome is not null).Select(outcome => outcome!.Assessment.Run).Distinct();
    }

    private string Line(PieceKey key, string more) => $"{_done}/{_known} {key}{more}";

    private sealed class AttackLines(CutRun run) : IProgress<AttackProgress>
    {
        public void Report(AttackProgress value) => run.ReportAttack(value);
    }

    private void ReportAttack(AttackProgress at) => talk.Progress(() => string.Create(
        CultureInfo.InvariantCulture,
        $"{_done}/{_known} {at.Attack}, {at.Phase}: {at.Step}/{at.Steps}, loss {at.Loss:0.0000}{(at.ValidationSsim is { } ssim ? $", validation SSIM {ssim:0.000}" : "")}, {at.UnitsPerSecond:0.0}/s{(at.Left is { } left ? $", {left:h\\:mm\\:ss} left" : "")}"));
}
