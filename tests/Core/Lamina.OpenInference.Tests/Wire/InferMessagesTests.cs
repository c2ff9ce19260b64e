using Google.Protobuf;
using Lamina.OpenInference.Wire;

namespace Lamina.OpenInference.Tests.Wire;

public sealed class InferMessagesTests
{
    public static TheoryData<DataType> Types => [.. DataTypes.All];

    [Theory]
    [MemberData(nameof(Types))]
    public void Request_OverTheWire_ComesBack(DataType type)
    {
        InferRequest request = Samples.Request(Samples.Of(type)) with { ModelVersion = "2", Outputs = [new("y")] };
        ModelInferRequest message = ModelInferRequest.Parser.ParseFrom(InferMessages.ToMessage(request).ToByteArray());
        InferRequest read = Samples.Value(InferMessages.FromMessage(message, Samples.Limits));
        Assert.Equal(("m", "2", "42"), (read.ModelName, read.ModelVersion, read.Id));
        Assert.Equal(request.Outputs, read.Outputs);
        Assert.Equal(request.Inputs[0].Data.ToArray(), read.Inputs[0].Data.ToArray());
        Assert.Equal(request.Inputs[0].Shape, read.Inputs[0].Shape);
    }

    [Fact]
    public void Request_ToMessage_DoesNotCopyTheTensor()
    {
        InferTensor tensor = Samples.Fp32("x", 1, 2);
        Assert.True(InferMessages.ToMessage(Samples.Request(tensor)).RawInputContents[0].Memory.Equals(tensor.Data));
    }

    /// <summary>Raw bytes of <see cref="Samples.Of"/> against the typed field that means the same.</summary>
    [Fact]
    public void Request_TypedContents_MeanTheirRawBytes()
    {
        var typed = new Dictionary<DataType, InferTensorContents>
        {
            [DataType.Bool] = new() { BoolContents = { false, true } },
            [DataType.UInt8] = new() { UintContents = { byte.MinValue, byte.MaxValue } },
            [DataType.Int8] = new() { IntContents = { sbyte.MinValue, sbyte.MaxValue } },
            [DataType.UInt16] = new() { UintContents = { ushort.MinValue, ushort.MaxValue } },
            [DataType.Int16] = new() { IntContents = { short.MinValue, short.MaxValue } },
            [DataType.UInt32] = new() { UintContents = { uint.MinValue, uint.MaxValue } },
            [DataType.Int32] = new() { IntContents = { int.MinValue, int.MaxValue } },
            [DataType.UInt64] = new() { Uint64Contents = { ulong.MinValue, ulong.MaxValue } },
            [DataType.Int64] = new() { Int64Contents = { long.MinValue, long.MaxValue } },
            [DataType.Fp32] = new() { Fp32Contents = { float.MinValue, float.MaxValue } },
            [DataType.Fp64] = new() { Fp64Contents = { double.MinValue, double.MaxValue } },
            [DataType.Bytes] = new() { BytesContents = { ByteString.CopyFromUtf8("déjà"), ByteString.Empty } },
        };
        Assert.Equal(DataTypes.All.Except([DataType.Fp16, DataType.Bf16]), typed.Keys.Order());
        foreach ((DataType type, InferTensorContents contents) in typed)
        {
            InferRequest read = Samples.Value(InferMessages.FromMessage(Message(type.Name(), [2], contents), Samples.Limits));
            Assert.Equal(Samples.Of(type).Data.ToArray(), read.Inputs[0].Data.ToArray());
        }
    }

    [Theory]
    [InlineData("FP16", "must come as raw contents")]
    [InlineData("INT8", "does not fit INT8")]
    [InlineData("FP32", "typed contents of another type")]
    [InlineData("FP99", "no known datatype")]
    public void Request_TypedContentsThatDoNotFit_AreRefused(string datatype, string reason) => Assert.Contains(
        reason,
        Samples.Fault(InferMessages.FromMessage(Message(datatype, [1], new InferTensorContents { IntContents = { 300 } }), Samples.Limits)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Request_RawAndTyped_IsRefused()
    {
        ModelInferRequest message = Message("INT32", [1], new InferTensorContents { IntContents = { 1 } });
        message.RawInputContents.Add(ByteString.CopyFrom(1, 0, 0, 0));
        Assert.Contains("without typed contents", Samples.Fault(InferMessages.FromMessage(message, Samples.Limits)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "found 1")]
    [InlineData(3, "found 3")]
    public void Request_RawCountOtherThanTensors_IsRefused(int raw, string reason)
    {
        ModelInferRequest message = InferMessages.ToMessage(Samples.Request(Samples.Fp32("a", 1), Samples.Fp32("b", 1)));
        message.RawInputContents.Clear();
        message.RawInputContents.AddRange(Enumerable.Repeat(ByteString.CopyFrom(0, 0, 0, 0), raw));
        Assert.Contains(reason, Samples.Fault(InferMessages.FromMessage(message, Samples.Limits)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new long[] { 2 }, 4)]
    [InlineData(new long[] { -1 }, 4)]
    [InlineData(new[] { long.MaxValue, 2 }, 4)]
    public void Response_ThatContradictsItself_IsRefused(long[] shape, int bytes)
    {
        var message = new ModelInferResponse { ModelName = "m" };
        message.Outputs.Add(new ModelInferResponse.Types.InferOutputTensor { Name = "y", Datatype = "FP32", Shape = { shape } });
        message.RawOutputContents.Add(ByteString.CopyFrom(new byte[bytes]));
        Assert.Contains("'y'", Samples.Fault(InferMessages.FromMessage(message, Samples.Limits)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Response_SameNameTwice_IsRefused()
    {
        ModelInferResponse message = InferMessages.ToMessage(new InferResponse { ModelName = "m", Outputs = [Samples.Fp32("y", 1), Samples.Fp32("y", 1)] });
        Assert.Contains("twice", Samples.Fault(InferMessages.FromMessage(message, Samples.Limits)).Message, StringComparison.Ordinal);
    }

    private static ModelInferRequest Message(string datatype, long[] shape, InferTensorContents contents)
    {
        var message = new ModelInferRequest { ModelName = "m" };
        message.Inputs.Add(new ModelInferRequest.Types.InferInputTensor { Name = "x", Datatype = datatype, Shape = { shape }, Contents = contents });
        return message;
    }
}
