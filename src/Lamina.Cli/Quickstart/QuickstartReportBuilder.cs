using System.Runtime.InteropServices;
using Lamina.Attestation;
using Lamina.Attestation.Simulated;
using Lamina.Client.Results;
using Lamina.Images;
using Lamina.Plans;
using Lamina.Reports.Quickstart;

namespace Lamina.Cli.Quickstart;

/// <summary>Collects what the quickstart's page shows.</summary>
internal sealed class QuickstartReportBuilder(QuickstartModel model, VerificationResult verification)
{
    private readonly List<PhotographReport> _photographs = [];

    /// <summary>Adds one photograph's answer.</summary>
    public void Add(QuickstartPhotograph photograph, PictureResult result, Picture workerSaw)
    {
        TensorSpec cut = model.Plan.Cut.Tensors[0];
        _photographs.Add(new PhotographReport
        {
            Name = photograph.Name,
            Credit = photograph.Credit,
            Photograph = photograph.Picture,
            WorkerSaw = workerSaw,
            WorkerSawCaption = $"{cut}: {cut.ByteCount()} bytes, every channel a tile of its own scale",
            Reconstructions = [.. model.Attacks?.Of[photograph.Name] ?? []],
            Predictions = [.. result.Predictions.Take(5).Select(one => new PredictionReport(one.Name, one.Score))],
            Steps = [.. result.Inference.Steps.Select(step => new StepReport(step.Number, step.Name, PartyOf(step.Number), step.Milliseconds))],
        });
    }

    /// <summary>The page's content.</summary>
    public QuickstartReport Build() => new()
    {
        Title = "Lamina quickstart",
        Summary = $"{_photographs.Count} photographs were sealed here, opened in the enclave process, run through the head there and through the body in a worker process, and the answers sealed back. The worker saw only what is pictured below.",
        Warnings = [SimulatedTee.Warning, .. model.Remarks],
        Photographs = [.. _photographs],
        Attacks = model.Attacks is null ? ShippedAttacks.Absent : ShippedAttacks.Present,
        Plan = model.Plan,
        Checks = [.. verification.Steps.Select(step => new CheckReport(step.Name, StatusOf(step.Status), step.Detail))],
        ThreatModel =
        [
            "The worker, and whoever runs it, sees the exposed tensors of every request and computes the answer from them: it may infer what they reveal, and it may answer wrongly.",
            "A known photograph can be confirmed at any deterministic cut: whoever has the head can compute its features and compare.",
            model.Plan.Verdict == PlanVerdict.Unjudged
                ? "Nobody has judged this plan's leakage yet (verdict unjudged). Looks prove nothing: features that look like noise can still be inverted."
                : $"This plan's verdict is {model.Plan.Verdict.Name()}, by the attacks that were run and for the scope above; a better attack can come tomorrow.",
            "Under the simulated TEE the machine's owner can read everything. See docs/threat-model.md.",
        ],
        Commands = ["lamina quickstart"],
        Environment =
        [
            $"lamina {typeof(QuickstartReportBuilder).Assembly.GetName().Version?.ToString(3)}",
            $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}",
        ],
    };

    private static Party PartyOf(int step) => step switch
    {
        1 or 2 or 3 => Party.Client,
        5 or 6 => Party.Worker,
        _ => Party.Enclave,
    };

    private static CheckStatus StatusOf(StepStatus status) => status switch
    {
        StepStatus.Passed => CheckStatus.Passed,
        StepStatus.Failed => CheckStatus.Failed,
        _ => CheckStatus.NotChecked,
    };
}
