using Lamina.Images;
using Lamina.Plans;
using Lamina.Plans.Measured;
using Lamina.Reports.Decisions;

namespace Lamina.Reports.Tests.Decisions;

/// <summary>A decision over four cuts with made-up numbers, the second of which is chosen.</summary>
internal static class SampleDecision
{
    public static DecisionReport Make() => new()
    {
        Title = "Where to cut sample.onnx",
        Decision = "block4_pool is the cheapest cut within the budget: 12 ms a request, 401,408 bytes cross to the worker.",
        Verdict = PlanVerdict.WithinBudget,
        Reasons = ["block3_pool leaks 0.41 ssim by inverse-network (best control 0.18, mean-image): the upper bound of its mean, 0.430, is above 0.3."],
        Warnings = ["Figures of a machine without an accelerator."],
        Budget = PlanBudget.He2019,
        Scope = new PlanScope { Model = "sample.onnx", InputShape = [3, 64, 64], KindOfImage = "photographs", AdversaryData = "The adversary has 480 other photographs of the same source.", Demonstration = false, AdversaryImages = 480 },
        Cuts =
        [
            Cut("block2_pool", 4, 802816, "condemned", 0.62, 0.45, false),
            Cut("block3_pool", 8, 602112, "leaks", 0.41, 0.13, true),
            Cut("block4_pool", 12, 401408, "chosen", 0.26, -0.02, true) with { Chosen = true },
            Cut("block5_pool", 20, 100352, "not tried", null, null, false),
        ],
        WholeMs = 7,
        Reconstructions = [new ReconstructionReport { Cut = "block3_pool", Attack = "inverse-network", Victims = [.. new[] { "best", "median", "worst" }.Select(rank => new ReconstructedVictim(rank, Shade(200), Shade(120), 0.41))] }],
        Controls =
        [
            new ControlRow { Name = "first-cut-inverse-network", Kind = ControlKind.Positive, Tensors = ["a"], Attack = "inverse-network", Metric = "ssim", Images = 16, Score = Score(0.97), Required = 0.9, Passed = true },
            new ControlRow { Name = "mean-image", Kind = ControlKind.Negative, Tensors = [], Metric = "ssim", Images = 100, Score = Score(0.18), Passed = true },
        ],
        NotRun = ["The enclave's times are those of an ordinary process: no TEE was there."],
        Commands = ["lamina plan sample.onnx --data photographs -o plan"],
        Environment = ["seed 1"],
    };

    private static CutReport Cut(string name, double ms, long bytes, string state, double? ssim, double? margin, bool front) => new()
    {
        Label = name, ExposedBytes = bytes, State = state, Sentence = $"{name} is {state}.", Margin = margin, OnFront = front,
        Cost = new CostRow
        {
            Tensors = [name], HeadMs = ms / 2, HeadMsP25 = ms / 2, HeadMsP75 = ms / 2, HandoffMs = ms / 8, HandoffMsP25 = ms / 8, HandoffMsP75 = ms / 8,
            BodyMs = ms / 4, BodyMsP25 = ms / 4, BodyMsP75 = ms / 4, TailMs = 0, TailMsP25 = 0, TailMsP75 = 0,
            TotalMs = ms, TotalMsP25 = ms * 0.9, TotalMsP75 = ms * 1.1, HeadMemoryBytes = 30_000_000,
        },
        Leakage = ssim is { } mean ? [Row(name, "inverse-network", mean, true), Row(name, "ridge", mean * 0.7, false)] : [],
    };

    private static LeakageRow Row(string cut, string attack, double mean, bool counted) => new()
    {
        Tensors = [cut], Attack = attack, Adversary = "black-box", Metric = "ssim", Images = 100, Seeds = [1, 2, 3], Counted = counted,
        NotCounted = counted ? null : "its positive control was not run", Score = Score(mean),
        Control = new ControlLevel { Name = "mean-image", Mean = 0.18 }, Excess = Score(mean - 0.18),
    };

    private static ScoreSummary Score(double mean) => new() { Mean = mean, Low = mean - 0.02, High = mean + 0.02, Max = mean + 0.2 };

    private static Picture Shade(byte level)
    {
        Picture picture = new(16, 16);
        picture.Pixels.Fill(level);
        return picture;
    }
}
