using System.Collections.Immutable;
using Lamina.Lab.Attacks;
using Lamina.Onnx.Cuts;
using Lamina.Onnx.Splitting;
using Lamina.Planning.Authoring;
using Lamina.Planning.Choosing;
using Lamina.Planning.Profiling;
using Lamina.Plans;
using Lamina.Plans.Measured;
using Lamina.Privacy.Runs;

namespace Lamina.Lab.Choosing;

/// <summary>Writes a decision: the parts and the plan of the chosen cut (without one, of the nearest miss, with its verdict), and the tables.</summary>
internal sealed class PlanFolder(PlanJobRequest request, PlanPictures pictures, PlanPictures? also, Decision decision, RunOptions options, MeasuredCosts costs, RunLeakageSource source, ImmutableArray<string> tail)
{
    private readonly RunSubject _verdict = pictures.Verdict;

    /// <summary>Writes what there is to write.</summary>
    public PlanOutcome Write()
    {
        List<string> files = ["leakage.csv", "profile.csv"];
        ImmutableArray<LeakageRow> leakage = Leakage();
        File.WriteAllLines(In("leakage.csv"), [LeakageCsv.Header, .. leakage
            .GroupBy(row => (row.Attack, Tensors: string.Join('\n', row.Tensors)))
            .SelectMany(rows => LeakageCsv.Lines(AttackEntry.Of([.. rows], _verdict)))]);
        File.WriteAllText(In("profile.csv"), ProfileCsv.Write(decision.Outcomes.Select(outcome => (outcome.Cut.Label, outcome.Cut.Cost)), costs.WholeMs));
        File.Delete(In(Plan.FileName));
        CutOutcome? written = decision.Outcomes.FirstOrDefault(outcome => outcome.State == CutState.Chosen) ?? decision.NearestMiss;
        PlanScope? scope = written?.Finding?.Scope;
        if (written is { Finding: { } finding } && scope is not null)
        {
            files.AddRange(Split(written.Cut));
            Plan plan = PlanAuthor.Unjudged(request.Out, new PlanRequest
            {
                ModelPath = request.Model, CutLabel = written.Cut.Label, CutTensors = written.Cut.Tensors, Preprocessing = _verdict.Preprocessing, CreatedBy = "lamina plan", ToolVersion = BuildInfo.Version,
            }) with
            {
                Verdict = finding.Verdict,
                Budget = options.Budget,
                Scope = scope,
                Reasons = decision.Reasons,
                Leakage = leakage,
                Controls = finding.Controls,
                Costs = [.. decision.Outcomes.Select(outcome => outcome.Cut.Cost)],
                Provenance = Provenance(),
            };

            // Last, so that half a folder is no plan.
            File.WriteAllBytes(In(Plan.FileName), plan.ToBytes());
            files.Add(Plan.FileName);
        }

        files.AddRange(PlanPage.Save(request.Out, request, decision, options, costs, decision.Chosen is null ? (pictures.Search, source.Search) : (_verdict, source.Verdict)));
        PlanOutcome outcome = PlanOutcome.Of(decision, [.. files], scope is { Demonstration: true });
        File.WriteAllText(In("decision.json"), outcome.ToJson() + "\n");
        return outcome;
    }

    /// <summary>Everything that was found, the chosen cut's confirmation first; of equal rows the first.</summary>
    private ImmutableArray<LeakageRow> Leakage() => [.. decision.Outcomes
        .OrderBy(outcome => outcome.State == CutState.Chosen ? 0 : 1)
        .SelectMany(outcome => outcome.Finding?.Leakage ?? [])
        .DistinctBy(row => (string.Join('\n', row.Tensors), row.Attack, row.Metric))];

    private IEnumerable<string> Split(CutCandidate cut)
    {
        if (!GraphSplitter.TrySplit(_verdict.Model, new SplitRequest { Cut = cut.Tensors, TailCut = tail }, out ModelParts? parts, out CutRefusal? refusal))
        {
            throw new Refusal(ExitCode.Failed, refusal.ToString());
        }

        File.Delete(In("tail.onnx"));
        return [.. parts.Save(request.Out).Select(file => Path.GetFileName(file))];
    }

    private PlanProvenance Provenance() => new()
    {
        CreatedBy = "lamina plan",
        ToolVersion = BuildInfo.Version,
        Commit = BuildInfo.Commit is { Length: >= 7 and <= 64 } commit && commit.All(char.IsAsciiHexDigitLower) ? commit : null,
        Machine = costs.Machine,
        Seeds = [.. Enumerable.Range(0, options.Seeds).Select(i => options.Seed + i)],
        Data = [.. Data(pictures), .. also is null ? [] : Data(also)],
    };

    private static PlanData[] Data(PlanPictures of) =>
    [
        Data("train", of.Request.Data, of.Verdict.Images.Training),
        Data("validate", of.Request.Data, of.Verdict.Images.Validation),
        Data("choose", of.Request.Victims ?? of.Request.Data, of.Search.Images.Victims),
        Data("confirm", of.Request.Victims ?? of.Request.Data, of.Verdict.Images.Victims),
    ];

    private static PlanData Data(string role, string path, RunPart part) => new()
    {
        Role = role,
        Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path)),
        Sha256 = Sha256Digest.Of(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', part.Digests))),
        Images = part.Digests.Length,
    };

    private string In(string name) => Path.Combine(request.Out, name);
}
