using Lamina.OpenInference;
using Lamina.OpenInference.Server;
using Lamina.Runtime;
using Lamina.Testing;
using Lamina.Worker.Models;

namespace Lamina.Worker.Tests.Models;

public sealed class ModelLoaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_RowsThatDoNotMeet_ShareRuns()
    {
        ModelDescription model = Load(TinyModels.Add(_folder["m.onnx"]));
        Assert.Equal(8, model.MaxBatchSize);
        Assert.Equal(new[] { ("x", DataType.Fp32) }, model.Inputs.Select(input => (input.Name, input.DataType)));
        Assert.Equal([-1L, 3], model.Inputs[0].Shape);
        Assert.Equal(["z", "t"], model.Outputs.Select(output => output.Name));
    }

    [Fact]
    public void Load_RowsThatMeet_RunAlone() => Assert.Equal(0, Load(TinyModels.Mixing(_folder["m.onnx"])).MaxBatchSize);

    [Fact]
    public void Load_EveryType_IsDescribedAndShared()
    {
        ModelDescription model = Load(TinyModels.EveryType(_folder["m.onnx"]));
        Assert.Equal(TinyModels.Types.Select(type => type.Name), model.Inputs.Select(input => input.DataType.Name()));
        Assert.Equal(8, model.MaxBatchSize);
    }

    [Fact]
    public void Load_Text_IsRefusedByName() =>
        Assert.Contains("'s' is of type String", Assert.Throws<UnusableModelException>(() => Load(TinyModels.Text(_folder["m.onnx"]))).Message, StringComparison.Ordinal);

    [Fact]
    public void Load_NoModel_IsRefused()
    {
        File.WriteAllText(_folder["m.onnx"], "not a model");
        Assert.Contains("cannot be loaded", Assert.Throws<UnusableModelException>(() => Load(_folder["m.onnx"])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8, 8 * 4 * 150_528)]
    [InlineData(0, 25 * 150_528)]
    public void Ceiling_FollowsFromTheTensors(int batch, int bytes) => Assert.Equal(
        (64 << 10) + bytes, RequestCeiling.Of(Model(batch, new TensorDescription("x", DataType.Fp32, batch > 0 ? [-1, 3, 224, 224] : [1, 3, 224, 224])), 1));

    [Fact]
    public void Ceiling_OfFreeDimensions_IsTheConfiguredOne() =>
        Assert.Equal(1234, RequestCeiling.Of(Model(8, new TensorDescription("x", DataType.Fp32, [-1, 3, -1, -1])), 1234));

    [Fact]
    public void Ceiling_OfAnAbsurdTensor_StaysAnArray() =>
        Assert.Equal(Array.MaxLength, RequestCeiling.Of(Model(8, new TensorDescription("x", DataType.Fp64, [-1, long.MaxValue, long.MaxValue])), 1));

    [Theory]
    [InlineData("x", DataType.Fp32, new long[] { 2, 3 }, null)]
    [InlineData("x", DataType.Fp32, new long[] { 4, 3 }, null)]
    [InlineData("y", DataType.Fp32, new long[] { 2, 3 }, "unexpected inference input 'y'")]
    [InlineData("x", DataType.Int32, new long[] { 2, 3 }, "has datatype INT32, FP32 was wanted")]
    [InlineData("x", DataType.Fp32, new long[] { 2, 4 }, "Expected [-1,3], got [2,4]")]
    [InlineData("x", DataType.Fp32, new long[] { 3 }, "Expected [-1,3], got [3]")]
    [InlineData("x", DataType.Fp32, new long[] { 0, 3 }, "batch-size must be from 1 to 4")]
    [InlineData("x", DataType.Fp32, new long[] { 5, 3 }, "batch-size must be from 1 to 4")]
    public void Request_ThatDoesNotFitTheModel_IsRefused(string name, DataType type, long[] shape, string? reason)
    {
        var input = new InferTensor(name, type, shape, new byte[4 * shape.Aggregate(1L, (product, dimension) => product * dimension)]);
        string? refusal = RequestCheck.Refuse(new InferRequest { ModelName = "m", Inputs = [input] }, Model(4, new TensorDescription("x", DataType.Fp32, [-1, 3])));
        Assert.True(reason is null ? refusal is null : refusal?.Contains(reason, StringComparison.Ordinal), refusal);
    }

    [Fact]
    public void Request_MissingInputsUnknownOutputsUnequalRows_AreRefused()
    {
        ModelDescription model = Model(4, new TensorDescription("a", DataType.Fp32, [-1, 1]), new TensorDescription("b", DataType.Fp32, [-1, 1]));
        InferTensor a = new("a", DataType.Fp32, [1, 1], new byte[4]);
        InferTensor b = new("b", DataType.Fp32, [2, 1], new byte[8]);
        Assert.Contains("expected 2 inputs but got 1", RequestCheck.Refuse(new InferRequest { ModelName = "m", Inputs = [a] }, model), StringComparison.Ordinal);
        Assert.Contains("differ in their first dimension", RequestCheck.Refuse(new InferRequest { ModelName = "m", Inputs = [a, b] }, model), StringComparison.Ordinal);
        Assert.Contains("output 'q'", RequestCheck.Refuse(new InferRequest { ModelName = "m", Inputs = [a, new("b", DataType.Fp32, [1, 1], new byte[4])], Outputs = [new("q")] }, model), StringComparison.Ordinal);
    }

    private static ModelDescription Model(int batch, params TensorDescription[] inputs) =>
        new() { Name = "m", Inputs = inputs, Outputs = [new("y", DataType.Fp32, [-1, 3])], MaxBatchSize = batch };

    private static ModelDescription Load(string path)
    {
        LoadedModel model = ModelLoader.Load(new ModelSource("m", "1", path), new SessionSettings(), 8, TimeSpan.Zero);
        using (model.Session)
        {
            return model.Description;
        }
    }
}
