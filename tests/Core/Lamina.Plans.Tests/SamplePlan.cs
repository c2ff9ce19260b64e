using System.Collections.Immutable;
using Lamina.Plans.Measured;
using Lamina.Plans.Preprocess;

namespace Lamina.Plans.Tests;

/// <summary>Plans to start a test from.</summary>
internal static class SamplePlan
{
    private static readonly Sha256Digest Digest = Sha256Digest.Of("lamina"u8);

    /// <summary>What <c>split</c> writes: nothing optional, nothing measured.</summary>
    public static Plan Unjudged() => new()
    {
        FormatVersion = Plan.CurrentFormat,
        Model = new PlanModel { File = "net.onnx", Sha256 = Digest, Opset = 17, ExternalData = [] },
        Inputs = [Float("input", 1, 3, 4, 4)],
        Outputs = [Float("logits", 1, 2)],
        Cut = new PlanCut { Label = "block1", Tensors = [Float("relu1", 1, 8, 2, 2)], ShapeTensors = [], Exposed = ["relu1", "logits"] },
        Head = Part("head.onnx", [Float("input", 1, 3, 4, 4)], [Float("relu1", 1, 8, 2, 2)]),
        Body = Part("body.onnx", [Float("relu1", 1, 8, 2, 2)], [Float("logits", 1, 2)]),
        Limits = PlanLimits.For([Float("input", 1, 3, 4, 4)], [Float("logits", 1, 2)]),
        Verdict = PlanVerdict.Unjudged,
        Reasons = [],
        Leakage = [],
        Controls = [],
        Costs = [],
        Provenance = new PlanProvenance { CreatedBy = "lamina split", ToolVersion = "0.1.0", Seeds = [], Data = [] },
    };

    /// <summary>Every member set, every list with an entry, a tail and a shape that crosses.</summary>
    public static Plan Full() => Unjudged() with
    {
        Model = new PlanModel { File = "net.onnx", Sha256 = Digest, Opset = 17, ExternalData = [new HashedFile { File = "net.onnx.data", Sha256 = Digest, Bytes = 4096 }] },
        Cut = new PlanCut
        {
            Label = "block1 (größer)",
            Tensors = [Float("relu1", 1, 8, 2, 2)],
            ShapeTensors = [new TensorSpec { Name = "shape", Type = ElementType.Int64, Shape = [4] }],
            Exposed = ["relu1", "shape", "pool"],
        },
        Head = Part("head.onnx", [Float("input", 1, 3, 4, 4)], [Float("relu1", 1, 8, 2, 2), new TensorSpec { Name = "shape", Type = ElementType.Int64, Shape = [4] }])
            with { ExternalData = [new HashedFile { File = "head.onnx.data", Sha256 = Digest, Bytes = 12 }] },
        Body = Part("body.onnx", [Float("relu1", 1, 8, 2, 2), new TensorSpec { Name = "shape", Type = ElementType.Int64, Shape = [4] }], [Float("pool", 1, 8)]),
        Tail = Part("tail.onnx", [Float("pool", 1, 8)], [Float("logits", 1, 2)]),
        Preprocessing = new Preprocessing
        {
            Geometry =
            [
                new GeometryStep { CropCenter = new CropCenter { FractionOfShortSide = 0.875 } },
                new GeometryStep { Resize = new Resize { Width = 6, Height = 5, Filter = ResizeFilter.Bicubic } },
                new GeometryStep { CropCenter = new CropCenter { Width = 4, Height = 4 } },
            ],
            Tensor = new TensorForm { Layout = TensorLayout.Nchw, Channels = ChannelOrder.Rgb, Mean = [123.675, 116.28, 103.53], Std = [58.395, 57.12, 57.375] },
            Labels = ["cat", "dog's \"best\" <friend>"],
            Output = OutputKind.Logits,
        },
        Budget = PlanBudget.Strict,
        Verdict = PlanVerdict.WithinBudget,
        Reasons = ["block1 is the first cut whose upper bound fits."],
        Scope = new PlanScope
        {
            Model = "net", InputShape = [3, 4, 4], KindOfImage = "photographs of pets", AdversaryData = "other photographs of pets",
            Demonstration = false, AdversaryImages = 480,
        },
        Leakage =
        [
            new LeakageRow
            {
                Tensors = ["relu1"], Attack = "inverse-network", Adversary = "black-box", Metric = "ssim", Images = 120, Seeds = [1, 2, 3], Counted = true,
                Score = Score(0.31), Control = new ControlLevel { Name = "mean-image", Mean = 0.3 }, Excess = Score(0.01),
                Victims = new VictimShare { Above = 0.1, Count = 2, UpperShare = 0.0516 },
            },
            new LeakageRow
            {
                Tensors = ["pool"], Attack = "rmle", Adversary = "white-box", Metric = "ssim", Images = 16, Seeds = [1], Counted = false,
                NotCounted = "Its relative feature error of 0.2 is above 0.1.", Score = Score(1e-7),
            },
        ],
        Controls =
        [
            new ControlRow
            {
                Name = "first-layer", Kind = ControlKind.Positive, Tensors = ["conv0"], Attack = "inverse-network", Metric = "ssim", Images = 120,
                Score = Score(0.97), Required = 0.9, Passed = true,
            },
        ],
        Costs =
        [
            new CostRow
            {
                Tensors = ["relu1"], HeadMs = 1.5, HeadMsP25 = 1.25, HeadMsP75 = 2, HandoffMs = 0.1, HandoffMsP25 = 0.1, HandoffMsP75 = 0.3,
                BodyMs = 20, BodyMsP25 = 19, BodyMsP75 = 21, TailMs = 0, TailMsP25 = 0, TailMsP75 = 0, TotalMs = 21.7, TotalMsP25 = 20.4, TotalMsP75 = 23,
                HeadMemoryBytes = 1_000_000,
            },
        ],
        Provenance = new PlanProvenance
        {
            CreatedBy = "lamina plan", ToolVersion = "0.1.0", Commit = "58ae4edc0ffee", Machine = "two cores with AVX-512", Seeds = [1, 2, 3],
            Data = [new PlanData { Role = "train", Name = "pets", Sha256 = Digest, Images = 480 }],
        },
    };

    public static TensorSpec Float(string name, params long[] shape) => new() { Name = name, Type = ElementType.Float32, Shape = [.. shape] };

    private static PlanPart Part(string file, ImmutableArray<TensorSpec> inputs, ImmutableArray<TensorSpec> outputs) =>
        new() { File = file, Sha256 = Digest, Bytes = 1000, ExternalData = [], Inputs = inputs, Outputs = outputs };

    private static ScoreSummary Score(double mean) => new() { Mean = mean, Low = mean - 0.02, High = mean + 0.02, Max = 0.5 };
}
