using Lamina.Onnx.Tensors;
using Lamina.Testing;

namespace Lamina.Onnx.Tests.Tensors;

public sealed class InitializerReplacementTests
{
    [Fact]
    public void WithInitializers_OfARealModel_ChangesThoseBytesAlone()
    {
        using var folder = new TempFolder();
        using OnnxModel model = Models.Open(Models.Lite0);
        OnnxTensor weight = model.Graph.Initializers.First(tensor => tensor.Dims.Length == 4);
        float[] values = weight.ToFloats();
        values[3] += 1;

        model.WithInitializers(new Dictionary<string, float[]> { [weight.Name] = values }).Save(folder["m.onnx"]);

        byte[] before = File.ReadAllBytes(Models.Path(Models.Lite0));
        byte[] after = File.ReadAllBytes(folder["m.onnx"]);
        Assert.Equal(before.Length, after.Length);
        int[] changed = [.. Enumerable.Range(0, before.Length).Where(i => before[i] != after[i])];
        Assert.InRange(changed.Length, 1, 4);
        Assert.InRange(changed[^1] - changed[0], 0, 3);
        using OnnxModel read = OnnxModel.Open(folder["m.onnx"]);
        Assert.Equal(values, read.Graph.Initializer(weight.Name)!.ToFloats());
    }

    [Fact]
    public void WithInitializers_KeepsFieldsAroundTheElements()
    {
        // Unknown fields before and after the elements, which lie where no library would write them.
        byte[] tensor = Proto.Message(5, Proto.Bytes(500, 1), Proto.Bytes(9, 0, 60, 0, 64), Proto.Text(8, "w"), Proto.Int(1, 2), Proto.Int(2, 10), Proto.Bytes(501, 2));
        byte[] expected = Proto.Message(5, Proto.Bytes(500, 1), Proto.Bytes(9, 0, 0, 0, 0xBC), Proto.Text(8, "w"), Proto.Int(1, 2), Proto.Int(2, 10), Proto.Bytes(501, 2));
        using OnnxModel model = OnnxModel.Parse(Proto.Model(tensor, Proto.Text(2, "g")));
        OnnxModel changed = model.WithInitializers(new Dictionary<string, float[]> { ["w"] = [0, -1] });
        Assert.Equal(Proto.Model(expected, Proto.Text(2, "g")), changed.ToArray());
        Assert.Equal([1f, 2f], model.Graph.Initializer("w")!.ToFloats());
    }

    [Fact]
    public void WithInitializers_ThatDoNotFit_AreRefused()
    {
        using OnnxModel model = OnnxModel.Parse(Proto.Model(Proto.Message(5, Proto.Text(8, "w"), Proto.Int(1, 2), Proto.Int(2, 1), Proto.Bytes(9, new byte[8]))));
        Assert.Throws<ArgumentException>(() => model.WithInitializers(new Dictionary<string, float[]> { ["w"] = [1] }));
        Assert.Throws<ArgumentException>(() => model.WithInitializers(new Dictionary<string, float[]> { ["v"] = [1, 2] }));
    }

    [Fact]
    public void Save_StreamThatEndsEarly_LeavesTheOldFile()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["m.onnx"], "old");
        using OnnxModel model = OnnxModel.Parse(Proto.Model(Proto.Message(5, Proto.Text(8, "w"), Proto.Int(1, 2), Proto.Int(2, 1), Proto.Bytes(9, new byte[8]))));
        OnnxModel broken = model.WithInitializers(new Dictionary<string, TensorPayload> { ["w"] = TensorPayload.OfStream(8, () => new MemoryStream(new byte[5])) });
        Assert.Throws<InvalidOperationException>(() => broken.Save(folder["m.onnx"]));
        Assert.Equal("old", File.ReadAllText(folder["m.onnx"]));
        Assert.Equal(["m.onnx"], Directory.EnumerateFiles(folder.Path).Select(path => Path.GetFileName(path)));
    }
}
