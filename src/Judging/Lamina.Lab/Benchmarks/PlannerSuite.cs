using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Lamina.Lab.Attacks;
using Lamina.Lab.Choosing;
using Lamina.Onnx.Inspection;
using Lamina.Planning.Choosing;
using Lamina.Plans;
using Lamina.Plans.Measured;
using Lamina.Privacy.Bench;
using Lamina.Privacy.Bench.Attacks;
using Lamina.Privacy.Runs;

namespace Lamina.Lab.Benchmarks;

/// <summary>
/// <c>bench attacks --suite planner</c>: what the planner's search costs beside the whole portfolio at the cut it ends at, with the same victims, steps and
/// controls, in processor time; and, where asked, whether a portfolio at every cut chooses the same. Cuts are priced by their work, not timed.
/// </summary>
internal sealed class PlannerSuite : IDisposable
{
    private const double Most = 3;

    private readonly PlannerSuiteRequest _request;
    private readonly ModelInput _input;
    private readonly PlanPictures _pictures;
    private readonly ImmutableArray<CutCandidate> _cuts;
    private readonly Talk _talk = new(TimeProvider.System);

    private PlannerSuite(PlannerSuiteRequest request, CancellationToken cancellation)
    {
        _request = request;
        _input = ModelInput.Open(request.Model, null);
        ModelInspection inspection = ModelInspection.Of(_input.Model);
        _pictures = PlanPictures.Load(
            new ImageRequest { Data = request.Data, Images = request.Images, VictimImages = request.Victims, SearchImages = request.Victims, LargestShare = 0.25, Seed = request.Seed },
            request.Model, _input, inspection, AttackJob.Code(null), _talk, cancellation);
        _cuts = [.. CandidateFinder.Find(inspection, request.Cuts).Select(cut => Candidate(inspection, cut))];
    }

    /// <summary>Runs it. Steps that are finished in the folder are not run again; one that was interrupted starts anew, since it is timed.</summary>
    public static BenchmarkReport Run(PlannerSuiteRequest request, CancellationToken cancellation)
    {
        using PlannerSuite suite = new(request, cancellation);
        return suite.Run(cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _input.Dispose();

    private BenchmarkReport Run(CancellationToken cancellation)
    {
        Step search = Done("search", folder => Search(folder, cancellation));
        Dictionary<string, Step> portfolios = [];
        Step Portfolio(CutCandidate cut) => portfolios[cut.Label] = Done($"portfolio-{_cuts.IndexOf(cut) + 1}", folder => Judge(cut, folder, cancellation));
        Step alone = Portfolio(_cuts.First(cut => cut.Label == search.Cut));
        string what = string.Create(
            CultureInfo.InvariantCulture,
            $"{_cuts.Length} cuts of {_pictures.Verdict.Name}, budget {Budget.Name}, {_pictures.Search.Images.Victims.Digests.Length} victims to choose and {_pictures.Verdict.Images.Victims.Digests.Length} to confirm ({_request.Searched} searched), {_pictures.Verdict.Images.Training.Digests.Length} images, {_request.Steps} steps, seed {_request.Seed}");
        List<BenchmarkResult> results =
        [
            BenchmarkResult.Of(
                "planner, portfolios", [search.Seconds / alone.Seconds], "times",
                string.Create(CultureInfo.InvariantCulture, $"{search.Seconds:0} s to decide, {alone.Seconds:0} s for the portfolio at {search.Cut}; {(search.Fits ? "it was chosen" : "the nearest miss: none was chosen")}; processor time by threads; {what}"),
                Most, atMost: true),
        ];
        if (_request.Exhaustive)
        {
            double all = _cuts.Reverse().Sum(cut => Portfolio(cut).Seconds);
            string? first = _cuts.FirstOrDefault(cut => portfolios[cut.Label].Fits)?.Label;
            bool same = first == (search.Fits ? search.Cut : null);
            results.Add(BenchmarkResult.Of("exhaustive, portfolios", [all / alone.Seconds], "times", string.Create(CultureInfo.InvariantCulture, $"{all:0} s for the portfolio at every cut; {what}")));
            results.Add(BenchmarkResult.Of("same cut", [same ? 1 : 0], "", $"the search chose {(search.Fits ? search.Cut : "none")}, the first cut within the budget by a portfolio at each is {first ?? "none"}", 1));
        }

        return new BenchmarkReport { Machine = MachineName.Get(), Commit = BuildInfo.Commit, Results = [.. results] };
    }

    private Step Search(string folder, CancellationToken cancellation)
    {
        var clock = new ProcessorTime(_request.Threads);
        long start = clock.GetTimestamp();
        RunLeakageSource source = new(_pictures.Search, _pictures.Verdict, folder, Options, Catalog, null, _talk, TimeProvider.System, _cuts, []);
        Decision decision = CutSearch.RunAsync(_cuts, new CutConstraints(), Budget, source, cancellation: cancellation).GetAwaiter().GetResult();
        string cut = (decision.Chosen ?? decision.NearestMiss?.Cut ?? _cuts[^1]).Label;
        return new Step(cut, decision.Chosen is not null, decision.Verdict.Name(), clock.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>The whole portfolio, not ended by a leak, then the confirmation.</summary>
    private Step Judge(CutCandidate cut, string folder, CancellationToken cancellation)
    {
        var clock = new ProcessorTime(_request.Threads);
        long start = clock.GetTimestamp();
        ImmutableArray<ImmutableArray<string>> exposed = ExposedTensors.Of(_pictures.Search.Inspection, _cuts.Select(candidate => candidate.Tensors), cut.Tensors, [], Options.DeeperTensors);
        PieceStore confirmed = PieceStore.Open(folder, _pictures.Verdict.Digest);
        PlanVerdict verdict = new CutRun(
            _pictures.Search, Options, PieceStore.Open(folder, _pictures.Search.Digest), Catalog, null, _talk, TimeProvider.System, new RunTwin(_pictures.Verdict, confirmed, null)).Run(exposed, cancellation).Judgement.Verdict;
        if (verdict == PlanVerdict.WithinBudget)
        {
            verdict = new CutRun(_pictures.Verdict, Options, confirmed, Catalog, null, _talk, TimeProvider.System).Run(exposed, cancellation).Judgement.Verdict;
        }

        return new Step(cut.Label, verdict == PlanVerdict.WithinBudget, verdict.Name(), clock.GetElapsedTime(start).TotalSeconds);
    }

    private Step Done(string name, Func<string, Step> run)
    {
        string file = Path.Combine(_request.Out, name + ".json");
        if (File.Exists(file) && JsonSerializer.Deserialize<Step>(File.ReadAllBytes(file)) is { } known)
        {
            return known;
        }

        string folder = Path.Combine(_request.Out, name);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        _talk.Say($"{name}: starts");
        Step done = run(Directory.CreateDirectory(folder).FullName);
        File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(done));
        _talk.Say(string.Create(CultureInfo.InvariantCulture, $"{name}: {done.Verdict} at {done.Cut}, {done.Seconds:0.0} s"));
        return done;
    }

    /// <summary>Without another classifier the budget strict acquits nothing: a raw limit is what can be met either way.</summary>
    private static PlanBudget Budget => PlanBudget.He2019;

    private RunOptions Options => _pictures.Options(
        new RunOptions { Methods = _request.Methods, Budget = Budget, Seed = _request.Seed, WhiteBoxVictims = _request.Searched, Threads = _request.Threads, Commit = BuildInfo.Commit }, null);

    private AttackCatalog Catalog => PlannerSuiteRequest.Catalog(_request.Steps);

    /// <summary>Priced by the work before it: the head is what an enclave makes slow.</summary>
    private static CutCandidate Candidate(ModelInspection inspection, CutName cut)
    {
        CutDescription described = inspection.Describe(cut.Tensors);
        double share = 100.0 * (described.MacsBefore ?? 0) / Math.Max(1, inspection.Macs ?? 1);
        return new CutCandidate
        {
            Tensors = cut.Tensors, Label = cut.Label, ExposedBytes = described.Bytes ?? 0,
            Cost = new CostRow
            {
                Tensors = cut.Tensors, HeadMs = share, HeadMsP25 = share, HeadMsP75 = share, HandoffMs = 0, HandoffMsP25 = 0, HandoffMsP75 = 0, BodyMs = 0, BodyMsP25 = 0, BodyMsP75 = 0,
                TailMs = 0, TailMsP25 = 0, TailMsP75 = 0, TotalMs = share, TotalMsP25 = share, TotalMsP75 = share, HeadMemoryBytes = 0,
            },
        };
    }

    private sealed record Step(string Cut, bool Fits, string Verdict, double Seconds);
}
