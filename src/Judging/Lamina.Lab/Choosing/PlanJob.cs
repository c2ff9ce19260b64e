using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Lamina.Lab.Attacks;
using Lamina.Onnx.Inspection;
using Lamina.Planning.Choosing;
using Lamina.Plans;
using Lamina.Plans.Preprocess;
using Lamina.Privacy.Identification;
using Lamina.Privacy.Runs;
using Lamina.Torch;
using Lamina.Torch.Native;

namespace Lamina.Lab.Choosing;

/// <summary>One <c>plan</c> from files to a decision.</summary>
internal static class PlanJob
{
    /// <summary>Values that <c>--extend</c> lets differ: pieces carry the digest of their own pictures and seeds, and never mix.</summary>
    private static readonly string[] Extendable = ["adversary", "also", "seed", "victims", "victims_to_search_with"];

    /// <summary>Measures, searches, decides, and writes it all down.</summary>
    /// <returns>0 with a chosen cut, 4 without.</returns>
    public static async Task<int> RunAsync(PlanJobRequest request, TimeProvider time, CancellationToken cancellation)
    {
        var talk = new Talk(time);
        long start = time.GetTimestamp();
        using ModelInput input = ModelInput.Open(request.Model, request.Preprocess);
        NativeLibraries.Require();
        ModelInspection inspection = ModelInspection.Of(input.Model);
        ImmutableArray<CutName> cuts = request.At.IsEmpty ? CandidateFinder.Find(inspection, request.Cuts) : CandidateFinder.Named(inspection, request.At);
        TailChoice tail = TailChoice.Of(inspection, cuts, request.Tail);
        cuts = tail.Fitting(inspection, cuts, named: !request.At.IsEmpty);
        talk.Say($"candidates: {string.Join(", ", cuts.Select(cut => cut.Label))}");
        using ModelInput? judgeModel = request.Judge is { } path ? ModelInput.Open(path, null) : null;
        Precision precision = JobPrecision.Choose(request.Precision, JobRecord.Value(request.Out, JobPrecision.Key), talk);
        PlanPictures Load(ImageRequest images) => PlanPictures.Load(images, request.Model, input, inspection, AttackJob.Code(judgeModel, precision), talk, cancellation);
        PlanPictures pictures = Load(request.Images);
        PlanPictures? also = request.Also is { } second ? Load(request.Images with { Data = second, Victims = null }) : null;
        if (also is not null && (pictures.Data.Images.Records ?? also.Data.Images.Records) is not null)
        {
            throw new Refusal(ExitCode.Usage, "--also takes pictures beside pictures; records have a budget of their own.", "--also");
        }

        string digest = pictures.Verdict.ModelDigest.ToString();
        SortedDictionary<string, string> job = Job(request, pictures, also, judgeModel, precision);
        JobRecord.Claim(request.Out, job, request.Overwrite, request.Extend ? Extendable : []);
        MeasuredCosts costs = request.Profile is { } profile
            ? MeasuredCosts.Read(profile, cuts, digest, tail.Chosen)
            : await MeasuredCosts.MeasureAsync(request.Model, digest, cuts, MeasuredCosts.Folder(request.Out, cuts, tail.Chosen), cancellation, tail.Chosen);
        ImmutableArray<CutCandidate> candidates = [.. cuts.Select((cut, i) => new CutCandidate
        {
            Tensors = cut.Tensors, Label = cut.Label, ExposedBytes = inspection.Describe(cut.Tensors).Bytes ?? 0, Cost = costs.Rows[i],
        })];
        RunOptions options = Options(request, pictures.Data, precision, request.MaxTime - time.GetElapsedTime(start));
        using NetworkJudge? judge = judgeModel is null ? null : NetworkJudge.Load(judgeModel.Model, judgeModel.Preprocess.Preprocessing, Math.Max(1, request.Threads));
        RunLeakageSource Source(PlanPictures shown, RunOptions told) => new(shown.Search, shown.Verdict, request.Out, told, AttackCatalog.Own, judge, talk, time, candidates, tail.Chosen);
        RunOptions told = pictures.Options(options, request.Kind);
        using RunLeakageSource source = Source(pictures, told);

        // The first pictures say whether the verdict may serve; a second kind can only make it worse.
        using RunLeakageSource? other = also is null ? null : Source(also, also.Options(options, null) with { Demonstration = told.Demonstration });
        (PieceStore, string)[] Stores(PlanPictures of, RunLeakageSource from) => [(from.Search, of.Search.Digest), (from.Verdict, of.Verdict.Digest)];
        FolderMerge.Take(request.Merge, job, [.. Stores(pictures, source), .. also is null ? [] : Stores(also, other!)], talk);
        ILeakageSource asked = other is null ? source : new WorseSource(source, other, options.Budget);
        Decision decision = await CutSearch.RunAsync(candidates, request.Constraints, options.Budget, asked, at => Say(at, talk), cancellation);
        decision = decision with { Reasons = [.. decision.Reasons, .. tail.Sentences(inspection, decision)] };
        PlanFolder folder = new(request, pictures, also, decision, options, costs, source, tail.Chosen);
        PlanOutcome outcome = folder.Write();
        if (request.Json)
        {
            Console.WriteLine(outcome.ToJson());
        }

        Print(decision, outcome, request.Out);
        return decision.Chosen is null ? ExitCode.NothingFits : ExitCode.Done;
    }

    private static RunOptions Options(PlanJobRequest request, AttackImages data, Precision precision, TimeSpan? left) => new()
    {
        Budget = request.Budget(data.Images.Records is not null),
        Seed = request.Images.Seed,
        Seeds = request.Seeds,
        WhiteBoxVictims = request.WhiteBoxVictims,
        MaxTime = left is { Ticks: <= 0 } ? TimeSpan.FromTicks(1) : left,
        Precision = precision,
        Threads = request.Threads,
        Commit = BuildInfo.Commit,
    };

    /// <summary>Candidates, budget and constraints are not part of the job: another choice is made from the same pieces.</summary>
    private static SortedDictionary<string, string> Job(PlanJobRequest request, PlanPictures pictures, PlanPictures? also, ModelInput? judge, Precision precision)
    {
        RunSubject verdict = pictures.Verdict;
        SortedDictionary<string, string> job = new(StringComparer.Ordinal)
        {
            ["command"] = "plan",
            ["model"] = verdict.Name,
            ["model_sha256"] = verdict.ModelDigest.ToString(),
            ["preprocess_sha256"] = Convert.ToHexStringLower(SHA256.HashData(PreprocessingFile.Write(verdict.Preprocessing))),
            ["victims"] = AttackJob.DigestOf(verdict.Images.Victims),
            ["victims_to_search_with"] = AttackJob.DigestOf(pictures.Search.Images.Victims),
            ["adversary"] = AttackJob.DigestOf(verdict.Images.Training),
            ["judge_sha256"] = judge is null ? "none" : AttackJob.Digest(judge).ToString(),
            [JobPrecision.Key] = JobPrecision.Name(precision),
            ["seed"] = request.Images.Seed.ToString(CultureInfo.InvariantCulture),
            ["version"] = BuildInfo.Version,
        };
        if (also is not null)
        {
            job["also"] = $"{AttackJob.DigestOf(also.Verdict.Images.Victims)}, adversary {AttackJob.DigestOf(also.Verdict.Images.Training)}";
        }

        return job;
    }

    private static void Say(SearchProgress at, Talk talk) => talk.Say(at.Phase switch
    {
        "screen" => $"screening {at.Cut} with {at.Attack}; {at.Left} cuts are left",
        "judge" => $"the whole portfolio at {at.Cut}; {at.Left} cuts are left",
        _ => $"confirming {at.Cut} on victims that chose nothing",
    });

    private static void Print(Decision decision, PlanOutcome outcome, string folder)
    {
        Console.Error.WriteLine();
        foreach (CutOutcome cut in decision.Outcomes)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cut.Cut.Label,-40} {cut.Cut.Cost.TotalMs,9:0.00} ms {cut.Cut.ExposedBytes,10} bytes  {PlanOutcome.Word(cut.State)}"));
        }

        Console.Error.WriteLine();
        Console.Error.WriteLine($"verdict: {decision.Verdict.Name()}{(outcome.Demonstration ? " (a demonstration)" : "")}");
        foreach (string reason in decision.Reasons)
        {
            Console.Error.WriteLine($"  - {reason}");
        }

        Console.Error.WriteLine($"written to {folder}: {string.Join(", ", outcome.Files)}");
    }
}
