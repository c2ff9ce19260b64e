using Lamina.Onnx.Cuts;
using Lamina.Onnx.Splitting;
using Lamina.Onnx.Tensors;
using Lamina.Testing;

namespace Lamina.Onnx.Tests.Hostile;

/// <summary>Weights beside the model: found in its folder and nowhere else.</summary>
public sealed class ExternalDataTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public ExternalDataTests()
    {
        Directory.CreateDirectory(_folder["model", "sub"]);
        File.WriteAllBytes(_folder["model", "weights.bin"], [.. Enumerable.Range(0, 64).Select(i => (byte)i)]);
        File.Copy(_folder["model", "weights.bin"], _folder["model", "sub", "weights.bin"]);
        File.WriteAllBytes(_folder["secret.bin"], new byte[64]);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("weights.bin")]
    [InlineData("sub/weights.bin")]
    [InlineData("./weights.bin")]
    public void Location_InsideTheFolder_IsRead(string location)
    {
        using OnnxModel model = Open(Entry("location", location), Entry("offset", "4"), Entry("length", "8"));
        Assert.Equal([location], model.ExternalLocations);
        Assert.Equal([4, 5, 6, 7, 8, 9, 10, 11], model.Graph.Initializer("w")!.ToBytes());
        Assert.True(model.Graph.Initializer("w")!.IsExternal);
    }

    [Theory]
    [InlineData("../secret.bin", "not a plain path")]
    [InlineData("sub/../../secret.bin", "not a plain path")]
    [InlineData("/etc/hostname", "not a plain path")]
    [InlineData("..\\secret.bin", "not a plain path")]
    [InlineData("C:/secret.bin", "not a plain path")]
    [InlineData("sub//weights.bin", "not a plain path")]
    [InlineData("weights.bin\0", "not a plain path")]
    [InlineData("", "not a plain path")]
    [InlineData(".", "leads out")]
    [InlineData("sub", "does not exist")]
    [InlineData("missing.bin", "does not exist")]
    public void Location_Elsewhere_IsRefused(string location, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<OnnxFormatException>(() => Open(Entry("location", location))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("60", "8")]
    [InlineData("0", "9")]
    [InlineData("9223372036854775807", "8")]
    [InlineData("-4", "8")]
    [InlineData("0x10", "8")]
    public void Range_OutsideTheFile_IsRefused(string offset, string length) =>
        Assert.Throws<OnnxFormatException>(() => Open(Entry("location", "weights.bin"), Entry("offset", offset), Entry("length", length)));

    [Fact]
    public void Link_LeavingTheFolder_IsRefusedAndOneInsideIsFollowed()
    {
        File.CreateSymbolicLink(_folder["model", "out.bin"], _folder["secret.bin"]);
        File.CreateSymbolicLink(_folder["model", "relative.bin"], "../secret.bin");
        Directory.CreateSymbolicLink(_folder["model", "up"], _folder.Path);
        File.CreateSymbolicLink(_folder["model", "in.bin"], "weights.bin");
        foreach (string location in new[] { "out.bin", "relative.bin", "up/secret.bin" })
        {
            Assert.Contains("leads out of the model's folder", Assert.Throws<OnnxFormatException>(() => Open(Entry("location", location))).Message, StringComparison.Ordinal);
        }

        using OnnxModel model = Open(Entry("location", "in.bin"));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], model.Graph.Initializer("w")!.ToBytes());
    }

    [Fact]
    public void RingOfLinks_IsRefused()
    {
        Directory.CreateSymbolicLink(_folder["model", "a"], _folder["model", "b", "x"]);
        Directory.CreateSymbolicLink(_folder["model", "b"], _folder["model", "a", "y"]);
        Assert.Throws<OnnxFormatException>(() => Open(Entry("location", "a/weights.bin")));
    }

    [Fact]
    public void ModelFolder_ReachedThroughALink_IsStillItsFolder()
    {
        Directory.CreateSymbolicLink(_folder["alias"], _folder["model"]);
        File.WriteAllBytes(_folder["model", "m.onnx"], Model(Entry("location", "weights.bin")));
        using OnnxModel model = OnnxModel.Open(_folder["alias", "m.onnx"]);
        Assert.Equal(8, model.Graph.Initializer("w")!.Payload.Length);
    }

    [Fact]
    public void Parse_FromMemory_TakesGivenBuffersAndOpensNothing()
    {
        byte[] bytes = Model(Entry("location", "weights.bin"), Entry("offset", "2"));
        using OnnxModel model = OnnxModel.Parse(bytes, new Dictionary<string, ReadOnlyMemory<byte>> { ["weights.bin"] = Enumerable.Range(100, 20).Select(i => (byte)i).ToArray() });
        Assert.Equal([102, 103, 104, 105, 106, 107, 108, 109], model.Graph.Initializer("w")!.ToBytes());
        Assert.Contains("was not given", Assert.Throws<OnnxFormatException>(() => OnnxModel.Parse(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Split_EmbedsWhatLiesOutside_OrWritesItsOwnFile()
    {
        using OnnxModel model = Open(Entry("location", "weights.bin"), Entry("offset", "8"));
        Assert.True(GraphSplitter.TrySplit(model, new SplitRequest { Cut = ["a"] }, out ModelParts? parts, out CutRefusal? refusal), refusal?.ToString());
        Assert.Equal([_folder["parts", "head.onnx"], _folder["parts", "body.onnx"]], parts.Save(_folder["parts"]));
        using (OnnxModel head = OnnxModel.Open(_folder["parts", "head.onnx"]))
        {
            Assert.Empty(head.ExternalLocations);
            Assert.Equal([8, 9, 10, 11, 12, 13, 14, 15], head.Graph.Initializer("w")!.ToBytes());
        }

        var options = new OnnxSaveOptions { MaxModelBytes = 10, MinExternalBytes = 4 };
        Assert.Equal([_folder["large", "head.onnx"], _folder["large", "head.onnx.data"], _folder["large", "body.onnx"]], parts.Save(_folder["large"], options).Distinct().Where(File.Exists).Where(path => !path.EndsWith("body.onnx.data", StringComparison.Ordinal)));
        using OnnxModel large = OnnxModel.Open(_folder["large", "head.onnx"]);
        Assert.Equal(["head.onnx.data"], large.ExternalLocations);
        Assert.Equal([8, 9, 10, 11, 12, 13, 14, 15], large.Graph.Initializer("w")!.ToBytes());
        Dictionary<string, OrtTensor> x = new() { ["x"] = OrtTensor.Of([1, 2], 2) };
        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(_folder["large", "head.onnx"]);
        Assert.Equal(["x"], session.InputNames.Intersect(x.Keys));
    }

    private static byte[] Entry(string key, string value) => Proto.Message(13, Proto.Text(1, key), Proto.Text(2, value));

    /// <summary>x + w, w of two float32 outside.</summary>
    private static byte[] Model(params byte[][] entries)
    {
        byte[] Value(int field, string name) => Proto.Message(field, Proto.Text(1, name), Proto.Message(2, Proto.Message(1, Proto.Int(1, 1), Proto.Message(2, Proto.Message(1, Proto.Int(1, 2))))));
        return Proto.Model(
            Proto.Node("Add", "x", "a", Proto.Text(1, "w")),
            Proto.Node("Relu", "a", "y"),
            Proto.Message(5, [Proto.Text(8, "w"), Proto.Int(1, 2), Proto.Int(2, 1), Proto.Int(14, 1), .. entries]),
            Value(11, "x"),
            Value(12, "y"));
    }

    private OnnxModel Open(params byte[][] entries)
    {
        File.WriteAllBytes(_folder["model", "m.onnx"], Model(entries));
        return OnnxModel.Open(_folder["model", "m.onnx"]);
    }
}
