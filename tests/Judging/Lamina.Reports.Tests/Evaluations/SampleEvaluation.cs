using Lamina.Reports.Decisions;
using Lamina.Reports.Evaluations;
using Lamina.Reports.Tests.Decisions;

namespace Lamina.Reports.Tests.Evaluations;

/// <summary>An evaluation with made-up numbers: one graph timed, one model attacked, two pieces missing.</summary>
internal static class SampleEvaluation
{
    public static EvaluationReport Make()
    {
        DecisionReport decision = SampleDecision.Make();
        return new EvaluationReport
        {
            Title = "The paper's evaluation, made again",
            Lead = "3 of 5 pieces have results.",
            Warnings = ["Made-up numbers."],
            Findings = ["graph: split from 4 ms to 20 ms."],
            Timed = [new TimedModel { Model = "graph", Cuts = [.. decision.Cuts.Select(cut => cut.Label)], Costs = [.. decision.Cuts.Select(cut => cut.Cost)], WholeMs = 7, Conditions = "No TEE." }],
            Attacked =
            [
                new AttackedModel
                {
                    Id = "imagenet-net", Data = "ImageNet photographs", Model = "net", Sentence = "ssim 0.62 at block2_pool.", Metrics = ["ssim", "reidentification_top1"],
                    Cuts = [.. decision.Cuts.Select(cut => new AttackedCut(cut.Label, cut.State, cut.Leakage))], Reconstructions = decision.Reconstructions,
                },
            ],
            Missing = ["imagenet/net/conditional-gan-2", "imagenet/net/white-box-chosen"],
            Differences = ["The paper names no layers."],
            Commands = ["lamina reproduce --piece imagenet/net/ridge-1 -o DIR"],
            Environment = ["seed 1"],
        };
    }
}
