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

    /// <summary>The same with a tail and two shapes that the head gives: one for body and tail, one for the tail alone. The answer is nothing without them.</summary>
    /// <param name="folder">An empty folder.</param>
    public static Plan WriteWithShapes(string folder)
    {
        Plan plan = Write(folder, tail: true);
        TensorSpec both = Shape("both");
        TensorSpec late = Shape("late");
        PlanPart head = WritePart(folder, "head.onnx", """
            head (float[1,3,4,4] x) => (float[1,4,2,2] cut, int64[1] both, int64[1] late) <float[4,3,3,3] w = random 1, int64[1] zero = {0}, int64[1] one = {1}, int64[1] two = {2}> {
              a = Conv<kernel_shape = [3,3]>(x, w)
              cut = Relu(a)
              s = Shape(x)
              both = Slice(s, one, two, zero)
              q = Mul(s, s)
              late = Slice(q, one, two, zero)
            }
            """, [Input], [Cut, both, late]);
        PlanPart body = WritePart(folder, "body.onnx", """
            body (float[1,4,2,2] cut, int64[1] both) => (float[1,16] f) {
              c = Flatten(cut)
              g = Cast<to = 1>(both)
              f = Mul(c, g)
            }
            """, [Cut, both], [Flat]);
        PlanPart last = WritePart(folder, "tail.onnx", """
            tail (int64[1] late, float[1,16] f, int64[1] both) => (float[1,5] y) <float[16,5] v = random 2> {
              m = MatMul(f, v)
              p = Mul(both, late)
              g = Cast<to = 1>(p)
              y = Mul(m, g)
            }
            """, [late, Flat, both], [Output]);
        plan = plan with { Head = head, Body = body, Tail = last, Cut = plan.Cut with { ShapeTensors = [both, late], Exposed = ["cut", "both", "c", "g", "f"] } };
        File.WriteAllBytes(Path.Combine(folder, Plan.FileName), plan.ToBytes());
        return plan;
    }

    private static TensorSpec Shape(string name) => new() { Name = name, Type = Plans.ElementType.Int64, Shape = [1] };

    private static TensorSpec Float(string name, params long[] shape) => new() { Name = name, Type = Plans.ElementType.Float32, Shape = [.. shape] };

    private static PlanPart WritePart(string folder, string file, string graph, TensorSpec[] inputs, TensorSpec[] outputs)
    {
        using OnnxModel model = GraphText.Parse(graph);
        byte[] bytes = model.ToArray();
        File.WriteAllBytes(Path.Combine(folder, file), bytes);
        return new PlanPart { File = file, Sha256 = Sha256Digest.Of(bytes), Bytes = bytes.Length, ExternalData = [], Inputs = [.. inputs], Outputs = [.. outputs] };
    }
}
