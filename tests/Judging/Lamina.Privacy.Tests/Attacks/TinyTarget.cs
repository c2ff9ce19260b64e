using Lamina.Onnx;
using Lamina.Onnx.Building;
using Lamina.Onnx.Tensors;
using Lamina.Plans.Preprocess;
using Lamina.Privacy.Attacks;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Statistics;

namespace Lamina.Privacy.Tests.Attacks;

/// <summary>A small network with seeded weights, in two layouts, and pictures of coloured shapes that no two of are alike.</summary>
internal static class TinyTarget
{
    public const int Side = 32;

    public const string First = "relu1";
    public const string Second = "relu2";
    public const string Flat = "flat";
    public const string ChannelsLast = "last";

    /// <summary>conv1 3->16, ReLU (First), pooled; conv2 16->24, ReLU (Second); channels last of it; dense to 32 (Flat).</summary>
    public static OnnxModel Model()
    {
        var random = new SeededRandom(5);
        var b = new GraphBuilder("tiny", opset: 17);
        string x = b.Input("x", ElementType.Float, "N", 3, Side, Side);
        string one = Conv(b, random, x, "conv1", 3, 16, First);
        string pooled = b.Node("MaxPool", [one], OnnxAttribute.OfInts("kernel_shape", 2, 2), OnnxAttribute.OfInts("strides", 2, 2));
        string two = Conv(b, random, pooled, "conv2", 16, 24, Second);
        string small = b.Node("MaxPool", [two], OnnxAttribute.OfInts("kernel_shape", 4, 4), OnnxAttribute.OfInts("strides", 4, 4));
        string dense = b.Initializer(OnnxTensor.OfFloats("dense", [24 * 4 * 4, 96], Draw(random, 24 * 4 * 4 * 96, 0.08)));
        b.Node("MatMul", [b.Node("Flatten", [small]), dense], output: Flat);
        b.Node("Transpose", [two], output: ChannelsLast, attributes: [OnnxAttribute.OfInts("perm", 0, 2, 3, 1)]);
        b.Output(Flat, ElementType.Float, "N", 96);
        b.Output(ChannelsLast, ElementType.Float, "N", Side / 2, Side / 2, 24);
        return b.Build();
    }

    public static Preprocessing Preprocessing { get; } = new()
    {
        Geometry = [new GeometryStep { Resize = new Resize { Width = Side, Height = Side, Filter = ResizeFilter.Bilinear } }],
        Tensor = new TensorForm { Layout = TensorLayout.Nchw, Channels = ChannelOrder.Bgr, Mean = [120, 118, 110], Std = [60, 61, 62] },
        Output = OutputKind.Logits,
    };

    public static AttackTarget Open(params string[] exposed) => AttackTarget.Open(Model(), Preprocessing, exposed, threads: 1);

    public static AdversaryData Data(int images = 48) => new() { Training = [.. Pictures(images, 1)], Validation = [.. Pictures(8, 2)] };

    /// <summary>Gradients with a rectangle and a disc on them.</summary>
    public static IEnumerable<UnitImage> Pictures(int count, long seed)
    {
        var random = new SeededRandom(seed);
        for (int i = 0; i < count; i++)
        {
            yield return Picture(random);
        }
    }

    private static UnitImage Picture(SeededRandom random)
    {
        double[] n = [.. Enumerable.Range(0, 20).Select(_ => random.NextDouble())];
        byte[] pixels = new byte[Side * Side * 3];
        for (int i = 0; i < Side * Side; i++)
        {
            (double y, double x) = (i / Side / (double)Side, i % Side / (double)Side);
            bool box = Math.Abs(x - n[0]) < 0.1 + (0.2 * n[1]) && Math.Abs(y - n[2]) < 0.1 + (0.2 * n[3]);
            bool disc = Math.Pow(x - n[4], 2) + Math.Pow(y - n[5], 2) < 0.02 + (0.05 * n[6]);
            for (int c = 0; c < 3; c++)
            {
                double ground = n[7 + c] + ((n[10 + c] - 0.5) * x) + ((n[13 + c] - 0.5) * y);
                pixels[(3 * i) + c] = (byte)(255 * Math.Clamp(disc ? n[16 + c] : box ? 1 - n[7 + c] : ground, 0, 1));
            }
        }

        return UnitImage.FromBytes(Side, Side, pixels);
    }

    private static string Conv(GraphBuilder b, SeededRandom random, string input, string name, int from, int to, string output)
    {
        string weight = b.Initializer(OnnxTensor.OfFloats(name, [to, from, 3, 3], Draw(random, to * from * 9, Math.Sqrt(6.0 / (from * 9)))));
        string conv = b.Node("Conv", [input, weight], OnnxAttribute.OfInts("kernel_shape", 3, 3), OnnxAttribute.OfInts("pads", 1, 1, 1, 1));
        return b.Node("Relu", [conv], output: output);
    }

    private static float[] Draw(SeededRandom random, int count, double bound) => [.. Enumerable.Range(0, count).Select(_ => (float)(bound * ((2 * random.NextDouble()) - 1)))];
}
