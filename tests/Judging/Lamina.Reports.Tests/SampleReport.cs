using Lamina.Images;
using Lamina.Images.Figures;
using Lamina.Plans;
using Lamina.Reports.Quickstart;

namespace Lamina.Reports.Tests;

/// <summary>A report to start a test from.</summary>
internal static class SampleReport
{
    public static QuickstartReport Make() => new()
    {
        Title = "Two photographs, classified without showing them",
        Summary = "Each was sealed for the enclave; the worker computed on features alone.",
        Warnings = ["Simulated TEE: this machine's operator can read everything. For development only.", "The network is untrained."],
        Photographs = [Photograph("astronaut.png", 1), Photograph("coffee.png", 2)],
        Attacks = "The attacker learned from other pictures.",
        Plan = MakePlan(),
        Checks =
        [
            new CheckReport("well-formed", CheckStatus.Passed, "The evidence has the form of the kind 'simulated'."),
            new CheckReport("hardware", CheckStatus.NotChecked, "Simulated evidence is signed by a published key: it proves nothing."),
            new CheckReport("plan", CheckStatus.Failed, "The digest is another one."),
        ],
        ThreatModel = ["The worker sees the cut.", "Sizes and times tell nothing of the photograph."],
        Commands = ["git clone lamina && cd lamina", "./lamina quickstart -o quickstart"],
        Environment = ["Lamina 0.1.0, two cores"],
    };

    public static PhotographReport Photograph(string name, int seed)
    {
        var picture = new Picture(400, 300);
        new Random(seed).NextBytes(picture.Pixels);
        return new PhotographReport
        {
            Name = name,
            Credit = "NASA, public domain",
            Photograph = picture,
            WorkerSaw = FeatureMaps.Draw([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 2, 2]),
            WorkerSawCaption = "2 of 2 channels, 2x2",
            Predictions = [new PredictionReport("space suit", 0.81), new PredictionReport("<b>bold</b> claim", 0.0001)],
            Steps =
            [
                new StepReport(3, "preprocess and seal", Party.Client, 2.5),
                new StepReport(4, "open, run the head", Party.Enclave, 7.25),
                new StepReport(6, "run the body", Party.Worker, 1234.5),
            ],
            Note = "The same as plain ONNX Runtime to 1e-6.",
        };
    }

    /// <summary>The same with what attacks made of the first photograph.</summary>
    public static QuickstartReport MakeAttacked()
    {
        QuickstartReport report = Make();
        PhotographReconstruction Made(string cut, bool served, double ssim) => new(cut, served, "inverse-network", ssim, new Picture(64, 64));
        return report with { Photographs = [report.Photographs[0] with { Reconstructions = [Made("features.6.0", true, 0.31), Made("features.2.1", false, 0.78)] }, report.Photographs[1]] };
    }

    public static Plan MakePlan()
    {
        TensorSpec input = Float("input", 1, 3, 4, 4);
        TensorSpec cut = Float("relu1", 1, 8, 2, 2);
        TensorSpec output = Float("logits", 1, 2);
        Sha256Digest digest = Sha256Digest.Of("lamina"u8);
        return new Plan
        {
            FormatVersion = Plan.CurrentFormat,
            Model = new PlanModel { File = "net.onnx", Sha256 = digest, Opset = 17, ExternalData = [] },
            Inputs = [input],
            Outputs = [output],
            Cut = new PlanCut { Label = "block1", Tensors = [cut], ShapeTensors = [], Exposed = ["relu1", "logits"] },
            Head = new PlanPart { File = "head.onnx", Sha256 = digest, Bytes = 2048, ExternalData = [], Inputs = [input], Outputs = [cut] },
            Body = new PlanPart { File = "body.onnx", Sha256 = digest, Bytes = 3 * 1024 * 1024, ExternalData = [], Inputs = [cut], Outputs = [output] },
            Limits = PlanLimits.For([input], [output]),
            Verdict = PlanVerdict.Unjudged,
            Reasons = [],
            Leakage = [],
            Controls = [],
            Costs = [],
            Provenance = new PlanProvenance { CreatedBy = "lamina split", ToolVersion = "0.1.0", Seeds = [], Data = [] },
        };
    }

    private static TensorSpec Float(string name, params long[] shape) => new() { Name = name, Type = ElementType.Float32, Shape = [.. shape] };
}
