using Lamina.Onnx;
using Lamina.Onnx.Text;
using Lamina.Plans;

namespace Lamina.Enclave.Tests;

/// <summary>A network small enough to be read, split by hand, with its plan, in a folder.</summary>
internal static class TinyPlan
{
    public const string Head = """
        head (float[1,3,4,4] x) => (float[1,4,2,2] cut) <float[4,3,3,3] w = random 1> {
          a = Conv<kernel_shape = [3,3]>(x, w)
          cut = Relu(a)
        }
        """;

    public const string Body = """
        body (float[1,4,2,2] cut) => (float[1,5] y) <float[16,5] v = random 2> {
          f = Flatten(cut)
          y = MatMul(f, v)
        }
        """;

    public const string BodyBeforeTail = """
        body (float[1,4,2,2] cut) => (float[1,16] f) {
          f = Flatten(cut)
        }
        """;

    public const string Tail = """
        tail (float[1,16] f) => (float[1,5] y) <float[16,5] v = random 2> {
          y = MatMul(f, v)
        }
        """;

    public static readonly TensorSpec Input = Float("x", 1, 3, 4, 4);
    public static readonly TensorSpec Cut = Float("cut", 1, 4, 2, 2);
    public static readonly TensorSpec Flat = Float("f", 1, 16);
    public static readonly TensorSpec Output = Float("y", 1, 5);

    /// <summary>Writes parts and plan.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="tail">Whether the last layer stays in the enclave.</param>
    public static Plan Write(string folder, bool tail = false)
    {
        PlanPart head = WritePart(folder, "head.onnx", Head, [Input], [Cut]);
        PlanPart body = tail ? WritePart(folder, "body.onnx", BodyBeforeTail, [Cut], [Flat]) : WritePart(folder, "body.onnx", Body, [Cut], [Output]);
        Plan plan = new()
        {
            FormatVersion = Plan.CurrentFormat,
            Model = new PlanModel { File = "tiny.onnx", Sha256 = Sha256Digest.Of("tiny"u8), Opset = 17, ExternalData = [] },
            Inputs = [Input],
            Outputs = [Output],
            Cut = new PlanCut { Label = "cut", Tensors = [Cut], ShapeTensors = [], Exposed = tail ? ["cut", "f"] : ["cut", "f", "y"] },
            Head = head,
            Body = body,
            Tail = tail ? WritePart(folder, "tail.onnx", Tail, [Flat], [Output]) : null,
            Limits = PlanLimits.For([Input], [Output]),
            Verdict = PlanVerdict.Unjudged,
            Reasons = [],
            Leakage = [],
            Controls = [],
            Costs = [],
            Provenance = new PlanProvenance { CreatedBy = "a test", ToolVersion = "0.1.0", Seeds = [], Data = [] },
        };
        File.WriteAllBytes(Path.Combine(folder, Plan.FileName), plan.ToBytes());
        return plan;
    }

    private static TensorSpec Float(string name, params long[] shape) => new() { Name = name, Type = Plans.ElementType.Float32, Shape = [.. shape] };

    private static PlanPart WritePart(string folder, string file, string graph, TensorSpec[] inputs, TensorSpec[] outputs)
    {
        using OnnxModel model = GraphText.Parse(graph);
        byte[] bytes = model.ToArray();
        File.WriteAllBytes(Path.Combine(folder, file), bytes);
        return new PlanPart { File = file, Sha256 = Sha256Digest.Of(bytes), Bytes = bytes.Length, ExternalData = [], Inputs = [.. inputs], Outputs = [.. outputs] };
    }
}
