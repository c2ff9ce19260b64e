using System.Runtime.InteropServices;
using Lamina.Onnx.Splitting;
using Lamina.Onnx.Tests.Splitting;
using Lamina.Testing;
using Microsoft.ML.OnnxRuntime;

namespace Lamina.Onnx.Tests;

/// <summary>Models of more than 2 GiB, written, joined and run: <c>LAMINA_LARGE=1</c>, for these tests write 7 GB. What need not write them is in WeightTypeTests.</summary>
public sealed class LargeModelTests
{
    /// <summary>2.16 GB of float32: beyond what protobuf and a signed 32-bit length can hold.</summary>
    private const long Elements = 540_000_000;

    private static readonly (long Index, float Value)[] Known = [(0, 1.5f), (Elements / 2, -2.25f), (Elements - 1, 42)];

    [Fact]
    public void ExternalWeights_SplitSavedJoinedAndRun_AreTheWhole()
    {
        Wanted();
        using TempFolder folder = new();
        using (FileStream data = File.Create(folder["m.onnx.data"]))
        {
            Fill(data, start: 0);
        }

        File.WriteAllBytes(folder["m.onnx"], Model(Proto.Int(14, 1), Proto.Message(13, Proto.Text(1, "location"), Proto.Text(2, "m.onnx.data"))));
        Check(folder, runsWhole: true);
    }

    /// <summary>No runtime takes such a file, because protobuf ends at 2 GiB. We split it all the same, and its parts run.</summary>
    [Fact]
    public void InlineWeightsThatNoRuntimeTakes_AreSplitIntoPartsThatRun()
    {
        Wanted();
        using TempFolder folder = new();
        byte[] before = [.. Tensor(), .. Proto.Varint((9 << 3) | 2), .. Proto.Varint(4 * Elements)];
        byte[] nodes = [.. Nodes(), .. Proto.Varint((5 << 3) | 2), .. Proto.Varint((ulong)(before.Length + (4 * Elements)))];
        using (FileStream file = File.Create(folder["m.onnx"]))
        {
            byte[] ends = Ends();
            file.Write([.. Proto.Int(1, 8), .. Proto.Message(8, Proto.Int(2, 17)), .. Proto.Varint((7 << 3) | 2), .. Proto.Varint((ulong)(nodes.Length + before.Length + (4 * Elements) + ends.Length)), .. nodes, .. before]);
            Fill(file, file.Position);
            file.Seek(0, SeekOrigin.End);
            file.Write(ends);
        }

        Check(folder, runsWhole: false);
    }

    private static void Wanted() => Assert.SkipUnless(Environment.GetEnvironmentVariable("LAMINA_LARGE") == "1", "writes 7 GB and needs 3 GB of memory: set LAMINA_LARGE=1");

    private static void Check(TempFolder folder, bool runsWhole)
    {
        long[] indices = [.. Known.Select(known => -known.Index)];
        float[] expected = [.. Known.Select(known => -known.Value)];
        if (runsWhole)
        {
            Assert.Equal(expected, Run(folder["m.onnx"], "x", indices).Floats);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        using OnnxModel model = OnnxModel.Open(folder["m.onnx"]);
        ModelParts parts = SplitCheck.Split(model, ["a"]);
        IReadOnlyList<string> files = parts.Save(folder["parts"]);
        Assert.Equal(["head.onnx", "body.onnx", "body.onnx.data"], files.Select(Path.GetFileName));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16L << 20);
        Assert.True(new FileInfo(folder["parts", "head.onnx"]).Length < 1000);
        Assert.Equal(4 * Elements, new FileInfo(folder["parts", "body.onnx.data"]).Length);
        OrtTensor crossed = Run(folder["parts", "head.onnx"], "x", indices);
        Assert.Equal(expected, Run(folder["parts", "body.onnx"], "a", MemoryMarshal.Cast<byte, long>(crossed.Bytes).ToArray()).Floats);

        using OnnxModel head = OnnxModel.Open(folder["parts", "head.onnx"]), body = OnnxModel.Open(folder["parts", "body.onnx"]);
        GraphJoiner.Join(head, body).Save(folder["joined.onnx"]);
        Assert.Equal(expected, Run(folder["joined.onnx"], "x", indices).Floats);
    }

    /// <summary>Zeros that take no blocks on the disk, with the known values between.</summary>
    private static void Fill(FileStream file, long start)
    {
        file.SetLength(start + (4 * Elements));
        foreach ((long index, float value) in Known)
        {
            file.Seek(start + (4 * index), SeekOrigin.Begin);
            file.Write(BitConverter.GetBytes(value));
        }
    }

    private static OrtTensor Run(string path, string input, long[] values)
    {
        using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL, IntraOpNumThreads = 1 };
        using var session = new InferenceSession(path, options);
        return Ort.Run(session, new Dictionary<string, OrtTensor> { [input] = OrtTensor.Of(values, values.Length) }).Values.Single();
    }

    private static byte[] Model(params byte[][] payload) => Proto.Model(Nodes(), Proto.Message(5, [Tensor(), .. payload]), Ends());

    private static byte[] Nodes() => Proto.Join(Proto.Node("Abs", "x", "a"), Proto.Node("Gather", "w", "b", Proto.Text(1, "a")), Proto.Node("Neg", "b", "y"));

    private static byte[] Tensor() => Proto.Join(Proto.Text(8, "w"), Proto.Int(1, Elements), Proto.Int(2, 1));

    private static byte[] Ends() => Proto.Join(Value(11, "x", 7), Value(12, "y", 1), Proto.Text(2, "large"));

    private static byte[] Value(int field, string name, int type) =>
        Proto.Message(field, Proto.Text(1, name), Proto.Message(2, Proto.Message(1, Proto.Int(1, type), Proto.Message(2, Proto.Message(1, Proto.Int(1, Known.Length))))));
}
