using System.Security.Cryptography;
using Lamina.Onnx.Tensors;
using Lamina.Onnx.Text;
using Lamina.Testing;

namespace Lamina.Onnx.Tests;

public sealed class RoundTripTests
{
    public static TheoryData<string> RealModels => Models.All;

    [Theory]
    [MemberData(nameof(RealModels))]
    public void RealModel_WrittenUnmodified_IsTheSameBytes(string name)
    {
        using var folder = new TempFolder();
        using OnnxModel model = Models.Open(name);
        Assert.Equal(new FileInfo(Models.Path(name)).Length, model.EncodedLength);

        model.Save(folder["copy.onnx"]);

        using OnnxModel copy = OnnxModel.Open(folder["copy.onnx"]);
        Assert.Equal(model.SourceSha256(), copy.SourceSha256());
        using FileStream written = File.OpenRead(folder["copy.onnx"]);
        Assert.Equal(SHA256.HashData(written), copy.SourceSha256());
    }

    [Fact]
    public void Save_OverWhatACrashLeft_IsTheSameBytes()
    {
        using var folder = new TempFolder();
        using OnnxModel model = GraphText.Parse("""<ir_version: 9, opset_import: ["": 18]> net (float[2] x) => (float[2] y) { y = Neg(x) }""");
        File.WriteAllBytes(folder["net.onnx.writing"], new byte[100_000]);

        model.Save(folder["net.onnx"]);

        Assert.Equal(model.ToArray(), File.ReadAllBytes(folder["net.onnx"]));
        Assert.False(File.Exists(folder["net.onnx.writing"]));
    }

    [Fact]
    public void UnknownFields_WrittenUnmodified_AreTheSameBytes()
    {
        byte[] node = Proto.Node("No", "x", "y", Proto.Bytes(1000, 0xCC), Proto.Int(1008, 7), Proto.Message(5, Proto.Text(1, "a"), Proto.Int(20, 99), Proto.Bytes(77, 1, 2)));
        byte[] bytes = Proto.Join(
            Proto.Bytes(1023, 0xAA, 0xBB),
            Proto.Model(Proto.Text(2, "g"), node, Proto.Message(11, Proto.Text(1, "x"), Proto.Int(40, 1)), Proto.Int(1003, 5)),
            [0x88, 0x00, 0x09]); // ir_version again, its tag padded to two bytes

        using OnnxModel model = OnnxModel.Parse(bytes);

        Assert.Equal("No", model.Graph.Nodes[0].OpType);
        Assert.Equal(9, model.IrVersion);
        Assert.Equal(bytes, model.ToArray());
    }

    [Fact]
    public void Text_BuiltAndParsed_KeepsEverything()
    {
        using OnnxModel built = GraphText.Parse("""
            <ir_version: 9, opset_import: ["": 18, "com.example": 2]>
            net (float[N,3,8,8] x, int64[2] extra) => (float[N,4,6,6] y)
            <float[4,3,3,3] w = random 1, float16[2] h = {0.5, -2}, float[N,4,6,6] a> {
              a = Conv<kernel_shape = [3,3], pads = [0,0,0,0]>(x, w)
              b = com.example.Odd<alpha = 0.5, mode = "soft", names = ["p","q"], table = float[2] {1, 2}>(a, "", h)
              y = If(c) <then_branch = g1 () => (float[] t) { t = Identity(b) }, else_branch = g2 () => (float[] e) { e = Neg(b) }>
              c = ReduceMax<keepdims = 0>(a)
            }
            """);
        using OnnxModel parsed = OnnxModel.Parse(built.ToArray());

        Assert.Equal(built.ToArray(), parsed.ToArray());
        Assert.Equal((9, 18, 2), (parsed.IrVersion, parsed.Opset, parsed.Opsets["com.example"]));
        Assert.Equal(["x", "extra"], parsed.Graph.Inputs.Select(input => input.Name));
        Assert.Equal("[N,3,8,8]", parsed.Graph.Inputs[0].Shape!.ToString());
        OnnxNode odd = parsed.Graph.Nodes[1];
        Assert.Equal(("com.example", 0.5f, "soft"), (odd.Domain, odd.Float("alpha", 0), odd.Text("mode", "")));
        Assert.Equal([1f, 2f], odd.Tensor("table")!.ToFloats());
        Assert.Equal(["p", "q"], odd.Find("names")!.Texts);
        Assert.Null(odd.Input(1));
        Assert.Equal(["b"], parsed.Graph.Nodes[2].Captured);
        Assert.Equal([0.5f, -2f], parsed.Graph.Initializer("h")!.ToFloats());
        Assert.Equal(["Conv", "Odd", "ReduceMax", "If"], parsed.Graph.Topology.Order.Select(node => node.OpType));
    }

    [Fact]
    public void Save_OverItsOwnFile_KeepsTheModel()
    {
        using var folder = new TempFolder();
        using OnnxModel built = GraphText.Parse("g (float[2] x) => (float[2] y) <float[2] w = {1,2}> { y = Add(x, w) }");
        built.Save(folder["m.onnx"]);

        using OnnxModel model = OnnxModel.Open(folder["m.onnx"]);
        model.WithInitializers(new Dictionary<string, float[]> { ["w"] = [3, 4] }).Save(folder["m.onnx"]);

        using OnnxModel changed = OnnxModel.Open(folder["m.onnx"]);
        Assert.Equal([3f, 4f], changed.Graph.Initializer("w")!.ToFloats());
        Assert.Equal([1f, 2f], model.Graph.Initializer("w")!.ToFloats());
    }
}
