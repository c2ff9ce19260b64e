using System.Collections.Immutable;
using System.Globalization;
using Lamina.Planning.Choosing;
using Lamina.Plans.Measured;
using Lamina.Privacy.Runs;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Verdict;
using Lamina.Reports.Decisions;
using Lamina.Reports.Drawings;

namespace Lamina.Lab.Choosing;

/// <summary>The planner's page from a decision and its pieces.</summary>
internal static class PlanPage
{
    private const string Estimates = "Leakage figures are what these attacks recovered with these pictures; a better attack can come tomorrow.";
    private const string ShowsVictims = "The pictures below may show victims: treat this page like the pictures themselves.";

    private static readonly string[] Ranks = ["best", "median", "worst"];

    /// <summary>Writes report.html and its figures.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="decision">What was decided.</param>
    /// <param name="options">Budget and seeds.</param>
    /// <param name="costs">What cuts cost.</param>
    /// <param name="shown">The victims whose reconstructions are shown, and their pieces.</param>
    /// <returns>The files.</returns>
    public static IReadOnlyList<string> Save(string folder, PlanJobRequest request, Decision decision, RunOptions options, MeasuredCosts costs, (RunSubject Subject, PieceStore Store) shown)
    {
        CutOutcome? told = decision.Outcomes.FirstOrDefault(outcome => outcome.State == CutState.Chosen) ?? decision.NearestMiss;
        string model = shown.Subject.Name;
        DecisionReport report = new()
        {
            Title = $"Where to cut {model}",
            Decision = decision.Reasons[0],
            Verdict = decision.Verdict,
            Reasons = [.. decision.Reasons.Skip(1)],
            Warnings = told is null || request.Public ? [Estimates, Judgement.KnownImages] : [Estimates, Judgement.KnownImages, ShowsVictims],
            Budget = options.Budget,
            Scope = told?.Finding?.Scope,
            Cuts = [.. decision.Outcomes.Select((outcome, i) => Cut(outcome, decision, decision.Margins[i]))],
            WholeMs = costs.WholeMs,
            Reconstructions = told is null || request.Public ? [] : [.. Reconstructions(told.Cut, shown.Subject, shown.Store)],
            Controls = told?.Finding?.Controls ?? [],
            NotRun =
            [
                "No trusted execution environment took part: head and tail were timed as an ordinary process.",
                "The body was timed where the profile says; another accelerator has other times.",
                .. decision.Outcomes.Where(outcome => outcome.State == CutState.NotTried).Select(outcome => $"{outcome.Cut}: {outcome.Sentence}"),
            ],
            Commands = [PlanCommandLine.Of(request, decision, options)],
            Environment =
            [
                $"Lamina {BuildInfo.Version}, commit {BuildInfo.Commit ?? "unknown"}; {costs.Machine ?? "machine not told by the profile"}.",
                string.Create(CultureInfo.InvariantCulture, $"Model SHA-256 {shown.Subject.ModelDigest}; {shown.Subject.Images.Training.Digests.Length} pictures to learn from, {shown.Subject.Images.Validation.Digests.Length} to choose on; seed {options.Seed}."),
            ],
        };
        const string name = "report.html";
        DecisionPage.Save(report, Path.Combine(folder, name));
        return [name, .. FigureFiles.Save(folder, DecisionCharts.All(report), DecisionCharts.Grids(report))];
    }

    private static CutReport Cut(CutOutcome outcome, Decision decision, double? margin)
    {
        ImmutableArray<LeakageRow> own = [.. outcome.Finding?.Leakage.Where(row => row.Tensors.SequenceEqual(outcome.Cut.Tensors)) ?? []];
        return new CutReport
        {
            Label = outcome.Cut.Label,
            ExposedBytes = outcome.Cut.ExposedBytes,
            Cost = outcome.Cut.Cost,
            State = PlanOutcome.Word(outcome.State).Replace('-', ' '),
            Sentence = outcome.Sentence,
            Leakage = own,
            Margin = margin,
            OnFront = decision.Pareto.Any(point => point.Cut == outcome.Cut),
            Chosen = outcome.State == CutState.Chosen,
        };
    }

    private static IEnumerable<ReconstructionReport> Reconstructions(CutCandidate cut, RunSubject subject, PieceStore store)
    {
        IEnumerable<Piece> pieces = store.Pieces
            .Where(piece => piece.Key.Role == PieceRole.Attack && piece.Key.Tensors.SequenceEqual(cut.Tensors) && piece.Scores.ContainsKey(Metric.Ssim.Name))
            .GroupBy(piece => piece.Key.Name)
            .Select(group => group.OrderBy(piece => piece.Key.Seed).First())
            .OrderBy(piece => piece.Key.Name, StringComparer.Ordinal);
        foreach (Piece piece in pieces)
        {
            if (store.LoadPictures(piece.Key) is { } images)
            {
                ImmutableArray<double> scores = piece.Scores[Metric.Ssim.Name];
                int[] order = [.. Enumerable.Range(0, Math.Min(images.Count, scores.Length)).OrderByDescending(i => scores[i])];
                yield return new ReconstructionReport
                {
                    Cut = cut.Label,
                    Attack = piece.Key.Name,
                    Victims = [.. Ranks.Select((rank, i) => (rank, Victim: order[i * (order.Length - 1) / 2])).Select(entry => new ReconstructedVictim(
                        entry.rank, UnitPictures.ToPicture(subject.Images.Victims.Images[entry.Victim]), UnitPictures.ToPicture(images[entry.Victim]), scores[entry.Victim]))],
                };
            }
        }
    }
}
