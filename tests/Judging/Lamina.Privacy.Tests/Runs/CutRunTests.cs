using System.Globalization;
using Lamina.Plans;
using Lamina.Plans.Measured;
using Lamina.Privacy.Attacks;
using Lamina.Privacy.Attacks.Ridge;
using Lamina.Privacy.Attacks.Rmle;
using Lamina.Privacy.Attacks.WhiteBox;
using Lamina.Privacy.Identification;
using Lamina.Privacy.Runs;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Tests.Attacks;
using Lamina.Privacy.Verdict;
using Lamina.Testing;
using Lamina.Torch.Native;

namespace Lamina.Privacy.Tests.Runs;

/// <summary>Runs on a small real net with the attacks that need no training.</summary>
public sealed class CutRunTests : IDisposable
{
    private static readonly AttackCatalog None = new([], []);
    private readonly RunSample _sample = new();

    public CutRunTests() => Tier.Need(NativeLibraries.Available, "libtorch", NativeLibraries.Reason ?? "");

    private static RunOptions Options { get; } = new()
    {
        Methods = [AttackKind.Ridge, AttackKind.NearestNeighbour, AttackKind.WorkerOutput, AttackKind.LabelProbe], DeeperTensors = 1, Threads = 1,
    };

    public void Dispose() => _sample.Dispose();

    [Fact]
    public void Run_EarlyCut_LeaksAndItsControlsHold()
    {
        CutResult result = Run(Options, "d");
        Assert.Equal(PlanVerdict.Leaks, result.Judgement.Verdict);
        Assert.Empty(result.Skipped);
        Assert.Equal(["d", "e", "h", "i"], result.Evidence.Exposed.Select(tensors => tensors.Single()));
        Assert.True(result.Judgement.Leakage.Single(row => row is { Attack: "ridge", Metric: "ssim" } && row.Tensors[0] == "d").Counted);
        Assert.True(result.Judgement.Controls.Single(row => row.Name == "first-cut-ridge").Passed);
        Assert.Equal(["a"], result.Judgement.Controls.Single(row => row.Name == "first-cut-ridge").Tensors);
        Assert.Equal(
            ["best-constant", "class-mean", "mean-image", "nearest-image", "shuffled-ridge"],
            result.Evidence.Negatives.Select(control => control.Name).Order(StringComparer.Ordinal));
        Assert.Contains(result.Judgement.Leakage, row => row.Attack == "worker-output" && row.Metric == "label");
        Assert.Contains(result.Judgement.Leakage, row => row.Attack == "label-probe" && row.Metric == "label");
    }

    [Fact]
    public void Run_FirstCutAfterALearnedLayer_IsItsOwnControl()
    {
        CutResult result = Run(Options with { Methods = [AttackKind.Ridge] }, "a");
        PositiveControl control = Assert.Single(result.Evidence.Positives);
        Assert.Equal(RunSample.Victims, control.Scores.Length);
    }

    [Fact]
    public void Run_Again_RunsNothingAndAnotherBudgetIsJudgedFromTheSamePieces()
    {
        CutResult first = Run(Options, "d");
        Dictionary<string, DateTime> written = _sample.Files().ToDictionary(file => file, File.GetLastWriteTimeUtc);
        RecordedTalk talk = new();
        CutResult again = Run(Options with { Budget = Budgets.Custom(new Dictionary<string, double> { ["ssim"] = 1 }) }, "d", talk: talk);
        Assert.Empty(talk.Lines);
        Assert.Equal(written, _sample.Files().ToDictionary(file => file, File.GetLastWriteTimeUtc));
        Assert.Equal(
            first.Judgement.Leakage.Select(row => (row.Attack, row.Metric, row.Score)), again.Judgement.Leakage.Select(row => (row.Attack, row.Metric, row.Score)));

        // So is a further try to confirm on these victims, with surer bounds.
        CutResult second = Run(Options with { Tries = 2 }, "d", talk: talk);
        Assert.Empty(talk.Lines);
        Assert.Equal(2, second.Evidence.Victims.Tries);
        Assert.True(second.Judgement.Leakage[0].Score.High > first.Judgement.Leakage[0].Score.High);

        // Nothing exceeds 1, and yet nothing is acquitted: the portfolio was not run.
        Assert.Equal(PlanVerdict.Inconclusive, again.Judgement.Verdict);
    }

    [Fact]
    public void Run_Interrupted_GoesOnAndComesToTheSame()
    {
        using CancellationTokenSource stop = new();
        RecordedTalk talk = new(lines =>
        {
            if (lines == 4)
            {
                stop.Cancel();
            }
        });
        Assert.Throws<OperationCanceledException>(() => Run(Options, "d", "cut short", talk, stop.Token));
        Assert.Equal(4, _sample.Files("cut short").Count());
        CutResult whole = Run(Options, "d");
        CutResult resumed = Run(Options, "d", "cut short");
        Assert.Equal(whole.Judgement.Reasons, resumed.Judgement.Reasons);
        Assert.Equal(whole.Judgement.Leakage.Length, resumed.Judgement.Leakage.Length);

        // Threads add up in any order: the last digits differ from run to run.
        Assert.All(whole.Judgement.Leakage.Zip(resumed.Judgement.Leakage), rows => Assert.Equal(rows.First.Score.Mean, rows.Second.Score.Mean, 1e-9));
    }

    [Fact]
    public void Run_OutOfTime_SaysWhatIsMissingAndAcquitsNothing()
    {
        CutResult result = Run(Options with { MaxTime = TimeSpan.FromTicks(1) }, "h");
        Assert.NotEmpty(result.Skipped);
        Assert.Equal(PlanVerdict.Inconclusive, result.Judgement.Verdict);
        Assert.Contains("The run was stopped by its time limit.", result.Judgement.Reasons);
    }

    [Fact]
    public void Run_StepThatOutlivesItsLimit_IsStoppedThereAndNothingIsKeptOfIt()
    {
        RunOptions limited = Options with { MaxTime = TimeSpan.FromHours(1) };
        CutResult result = new CutRun(_sample.Subject, limited, _sample.Store(), None, null, new RecordedTalk(), new RungAtOnce())
            .Run(["d"], TestContext.Current.CancellationToken);
        string[] skipped = [.. result.Skipped.Select(key => key.Name).Distinct()];
        Assert.Contains("ridge", skipped);
        Assert.Contains("nearest-neighbour", skipped);
        Assert.Contains("best-constant", skipped);
        Assert.Contains("worker-output", skipped);
        Assert.DoesNotContain(result.Evidence.Attacks, attack => attack.Kind == AttackKind.Ridge);
        Assert.Equal(PlanVerdict.Inconclusive, result.Judgement.Verdict);
        Assert.Contains("The run was stopped by its time limit.", result.Judgement.Reasons);

        // With time the same folder comes to the end.
        Assert.Empty(Run(limited, "d").Skipped);
    }

    [Fact]
    public void Run_PieceThatGoesOn_TellsTheTimeOfAllSittings()
    {
        (Piece Piece, double Seconds) Sitting(TimeSpan limit)
        {
            RecordedTalk talk = new();
            RmleAttack search = new(new RmleOptions { Plan = new WhiteBoxPlan { Iterations = 40, Priors = [0] } });
            new CutRun(_sample.Subject, Options with { Methods = [AttackKind.Rmle], MaxTime = limit, AttacksOnly = true, PieceShare = 1 }, _sample.Store(), new AttackCatalog([], [search]), null, talk, new SecondsPass())
                .Run(["d"], TestContext.Current.CancellationToken);
            string said = talk.Lines.Single(line => line.Contains(" rmle at d: SSIM", StringComparison.Ordinal));
            return (_sample.Store().Pieces.Single(piece => piece.Key.Name == "rmle"), double.Parse(said.Split(' ')[^2], CultureInfo.InvariantCulture));
        }

        (Piece cut, double first) = Sitting(TimeSpan.FromSeconds(80));
        (Piece more, double second) = Sitting(TimeSpan.FromHours(10));
        Assert.False(cut.Finished);
        Assert.True(more.Finished);
        Assert.Equal(first, cut.Seconds, 1e-6);
        Assert.Equal(first + second, more.Seconds, 1e-6);
    }

    [Fact]
    public void Ridge_HalfOfItsTimeUsed_LearnsFromWhatItHasAndSaysThatItDidNotFinish()
    {
        using AttackTarget target = TinyTarget.Open(TinyTarget.First);
        AttackContext context = new() { TimeLimit = TimeSpan.FromSeconds(20), Time = new SecondsPass() };
        using ITrainedReconstructor cut = new RidgeLearnedAttack().Train(target, TinyTarget.Data(), PairShuffle.None, context, TestContext.Current.CancellationToken);
        using ITrainedReconstructor whole = new RidgeLearnedAttack().Train(target, TinyTarget.Data(), PairShuffle.None, context with { TimeLimit = null }, TestContext.Current.CancellationToken);
        Assert.False(cut.Finished);
        Assert.True(whole.Finished);
        Assert.True(cut.ValidationSsim > 0.5, $"SSIM {cut.ValidationSsim}");
    }

    [Fact]
    public void Steps_LimitedTime_BeginWithTheInverseNetwork()
    {
        RunPlan Plan(TimeSpan? time) => new(_sample.Subject, new RunOptions { MaxTime = time }, AttackCatalog.Own, _sample.Subject.Exposed(["d"]));
        Assert.Equal("inverse-network", Plan(TimeSpan.FromMinutes(1)).Steps().First().Key.Name);
        Assert.Equal("mean-image", Plan(null).Steps().First().Key.Name);
        Assert.Equal(Plan(null).Steps().Count(), Plan(TimeSpan.FromMinutes(1)).Steps().Count());
    }

    [Fact]
    public void Run_StopAtLeak_EndsWithTheFirstAttackThatShowsOne()
    {
        CutResult result = Run(Options with { StopAtLeak = true }, "d");
        Assert.Equal(PlanVerdict.Leaks, result.Judgement.Verdict);
        Assert.Equal("ridge", Assert.Single(result.Evidence.Attacks).Kind.Name);
    }

    [Fact]
    public void Run_WithAJudge_ScoresLabelAgreementOfAttacksAndControls()
    {
        CutResult result = new CutRun(_sample.Subject, Options with { Methods = [AttackKind.Ridge] }, _sample.Store(), None, new Brightness(), new RecordedTalk(), TimeProvider.System)
            .Run(["d"], TestContext.Current.CancellationToken);
        LeakageRow row = result.Judgement.Leakage.Single(row => row.Metric == "label_agreement" && row.Tensors[0] == "d");
        Assert.True(row.Score.Mean > row.Control!.Mean + 0.1, $"{row.Score.Mean} beside {row.Control.Mean}");
        Assert.All(result.Evidence.Negatives, control => Assert.Contains(Metric.LabelAgreement, control.Scores.Keys));
    }

    [Fact]
    public void Run_RmleDeeper_SearchesOnTheCutAndTwoDeeperTensorsAndCountsAtTheCut()
    {
        CutResult result = Search("d");
        AttackRun deeper = result.Evidence.Attacks.Single(run => run.Kind == AttackKind.RmleDeeper);
        AttackRun alone = result.Evidence.Attacks.Single(run => run.Kind == AttackKind.Rmle);
        Assert.Equal(["d"], deeper.Tensors);
        Assert.Equal(16, deeper.Optimised!.FeatureErrors.Length);

        // Three tensors lie apart by another distance than one.
        Assert.NotEqual(alone.Optimised!.DistanceBetweenVictims, deeper.Optimised.DistanceBetweenVictims);
        Assert.Contains(_sample.Store().Pieces, piece => piece.Key.Name == "rmle-deeper" && piece.Key.Settings.EndsWith(" on d, e, h", StringComparison.Ordinal));
        Assert.Equal(["a"], result.Evidence.Positives.Single(control => control.Kind == AttackKind.RmleDeeper).Tensors);
        Assert.Contains(_sample.Store().Pieces, piece => piece.Key.Name == "rmle-deeper" && piece.Key.Settings.EndsWith(" on a, b, d", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_RmleDeeperWithNothingBeyondTheCut_IsNotRun()
    {
        CutResult result = Search("i");
        Assert.Contains(result.Evidence.Attacks, run => run.Kind == AttackKind.Rmle);
        Assert.DoesNotContain(result.Evidence.Attacks, run => run.Kind == AttackKind.RmleDeeper);
    }

    private CutResult Search(string cut)
    {
        WhiteBoxPlan plan = new() { Iterations = 2, IterationsFromLearned = 2, Priors = [0] };
        RunOptions options = Options with { Methods = [AttackKind.Ridge, AttackKind.Rmle, AttackKind.RmleDeeper], DeeperTensors = 0 };
        return new CutRun(_sample.Subject, options, _sample.Store(), new AttackCatalog([], [new RmleAttack(new RmleOptions { Plan = plan })]), null, new RecordedTalk(), TimeProvider.System)
            .Run([cut], TestContext.Current.CancellationToken);
    }

    private CutResult Run(RunOptions options, string cut, string folder = "run", RecordedTalk? talk = null, CancellationToken? cancellation = null) =>
        new CutRun(_sample.Subject, options, _sample.Store(folder), None, null, talk ?? new RecordedTalk(), TimeProvider.System)
            .Run([cut], cancellation ?? TestContext.Current.CancellationToken);

    /// <summary>Every timer has rung when it is made.</summary>
    private sealed class RungAtOnce : TimeProvider
    {
        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            callback(state);
            return System.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>A second passes whenever somebody looks.</summary>
    private sealed class SecondsPass : TimeProvider
    {
        private long _now;

        public override long GetTimestamp() => _now += TimestampFrequency;
    }

    /// <summary>A classifier of its own: which quarter of the red plane is brightest.</summary>
    private sealed class Brightness : IPictureJudge
    {
        public PictureOpinion Look(UnitImage picture)
        {
            float[] quarters = new float[4];
            ReadOnlySpan<double> red = picture.Plane(0);
            for (int i = 0; i < red.Length; i++)
            {
                quarters[(2 * (i / picture.Width * 2 / picture.Height)) + (i % picture.Width * 2 / picture.Width)] += (float)red[i];
            }

            return new PictureOpinion(System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(quarters), quarters);
        }
    }
}
