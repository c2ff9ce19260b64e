using System.Text;
using Lamina.OpenInference.Json;

namespace Lamina.OpenInference.Tests.Json;

public sealed class InferJsonTests
{
    public static TheoryData<DataType> Types => [.. DataTypes.All];

    [Theory]
    [MemberData(nameof(Types))]
    public void Request_BinaryOfEveryType_ComesBack(DataType type)
    {
        InferRequest request = Samples.Request(Samples.Of(type), Samples.Of(DataType.Fp32, "second")) with { Outputs = [new("y"), new("z", Binary: false)] };
        InferBody body = InferJson.Write(request);
        byte[] bytes = body.ToArray();
        Assert.Equal(body.Length, bytes.Length);

        InferRequest read = Samples.Value(InferJson.ReadRequest(bytes, body.HeaderLength, ("m", ""), Samples.Limits));
        Assert.Equal("42", read.Id);
        Assert.Equal(request.Outputs, read.Outputs);
        Same(request.Inputs, read.Inputs);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Response_EveryType_ComesBackBinaryAndAsText(DataType type)
    {
        var response = new InferResponse { ModelName = "m", ModelVersion = "3", Id = "42", Outputs = [Samples.Of(type)] };
        foreach (bool binary in (bool[])[true, false])
        {
            InferBody body = Samples.Value(InferJson.Write(response, Samples.Request() with { BinaryOutput = binary }));
            Assert.Equal(binary, body.HeaderLength is not null);
            InferResponse read = Samples.Value(InferJson.ReadResponse(body.ToArray(), body.HeaderLength, Samples.Limits));
            Assert.Equal(("m", "3", "42"), (read.ModelName, read.ModelVersion, read.Id));
            Same(response.Outputs, read.Outputs);
        }
    }

    [Fact]
    public void Request_SameShapes_HasOneSize()
    {
        static long Size(float value) => InferJson.Write(Samples.Request(Samples.Fp32("x", value, -value))).Length;
        Assert.Equal(Size(0), Size(float.MinValue));
        Assert.Equal(Size(0), Size(1.234567e-8f));
    }

    /// <summary>The request of the specification's own example.</summary>
    [Fact]
    public void Request_OfTheSpecification_IsRead()
    {
        InferRequest request = Read("""
            {"id":"42","inputs":[
              {"name":"input0","shape":[2,2],"datatype":"UINT32","data":[1,2,3,4]},
              {"name":"input1","shape":[3],"datatype":"BOOL","data":[true,false,true]}],
             "outputs":[{"name":"output0"}]}
            """);
        Assert.Equal([1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0], request.Inputs[0].Data.ToArray());
        Assert.Equal([1, 0, 1], request.Inputs[1].Data.ToArray());
        Assert.Equal([new RequestedOutput("output0", Binary: false)], request.Outputs);
    }

    [Theory]
    [InlineData("""{"inputs":[{"data":[[1,2],[3,4]],"datatype":"INT8","shape":[2,2],"name":"x"}]}""")]
    [InlineData("""{"inputs":[{"name":"x","shape":[2,1,2],"datatype":"INT8","data":[[[1,2]],[[3,4]]]}],"id":null,"outputs":null,"parameters":null}""")]
    [InlineData("""{"custom":{"deep":[1,{"x":2}]},"inputs":[{"name":"x","shape":[4],"datatype":"INT8","data":[1,2,3,4]}],"parameters":{"priority":3,"note":"y"}}""")]
    public void Request_NestedReorderedExtended_IsRead(string json) => Assert.Equal([1, 2, 3, 4], Read(json).Inputs[0].Data.ToArray());

    [Theory]
    [InlineData("""{"inputs":[],"outputs":[{"name":"y"}],"parameters":{"binary_data_output":true}}""", true)]
    [InlineData("""{"inputs":[],"outputs":[{"name":"y","parameters":{"binary_data":false}}],"parameters":{"binary_data_output":true}}""", false)]
    [InlineData("""{"inputs":[],"outputs":[{"name":"y","parameters":{"binary_data":true}}]}""", true)]
    [InlineData("""{"inputs":[],"outputs":[{"name":"y"}]}""", false)]
    public void Request_ChoiceOfBinary_FollowsOutputThenMessage(string json, bool binary) => Assert.Equal(binary, Read(json).WantsBinary("y"));

    [Theory]
    [InlineData("", "the body has 0 bytes")]
    [InlineData("[]", "should be a JSON object")]
    [InlineData("{", "not the JSON")]
    [InlineData("""{"inputs":[]} x""", "not the JSON")]
    [InlineData("{}", "no 'inputs'")]
    [InlineData("""{"inputs":{}}""", "should be a JSON array")]
    [InlineData("""{"inputs":[],"inputs":[]}""", "'inputs' twice")]
    [InlineData("""{"inputs":[],"id":7}""", "'id' should be a string")]
    [InlineData("""{"inputs":[{"shape":[1],"datatype":"INT8","data":[1]}]}""", "name of a tensor is missing")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"INT9","data":[1]}]}""", "no known datatype")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"data":[1]}]}""", "no known datatype")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"INT8","data":[1]}]}""", "needs 'shape'")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"INT8"}]}""", "either 'data'")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"INT8","data":[1],"parameters":{"binary_data_size":1}}]}""", "either 'data'")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"INT8","parameters":{"binary_data_size":1}}]}""", "0 are left")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"INT8","parameters":{"binary_data_size":-1}}]}""", "names -1 binary bytes")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"INT8","parameters":{"binary_data_size":"1"}}]}""", "wrong type")]
    [InlineData("""{"inputs":[{"name":"x","shape":[-1],"datatype":"INT8","data":[1]}]}""", "whole numbers from 0 up")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1.5],"datatype":"INT8","data":[1]}]}""", "whole numbers from 0 up")]
    [InlineData("""{"inputs":[{"name":"x","shape":[2],"datatype":"INT8","data":[1]}]}""", "1 values, its shape [2] wants 2")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"INT8","data":[1,2]}]}""", "more values")]
    [InlineData("""{"inputs":[{"name":"x","shape":[4294967296,4294967296],"datatype":"INT8","data":[1]}]}""", "cannot fill")]
    [InlineData("""{"inputs":[{"name":"x","shape":[2147483647],"datatype":"FP64","data":[1]}]}""", "cannot fill")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"INT8","data":[128]}]}""", "does not fit its datatype")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"UINT64","data":[-1]}]}""", "does not fit its datatype")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"INT32","data":[1.5]}]}""", "does not fit its datatype")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1e39]}]}""", "does not fit its datatype")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP16","data":[70000]}]}""", "does not fit its datatype")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":["1"]}]}""", "must be numbers")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[NaN]}]}""", "not the JSON")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"BOOL","data":[2]}]}""", "true or false")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"BYTES","data":[2]}]}""", "must be strings")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"BYTES","data":["\ud800"]}]}""", "no valid Unicode text")]
    [InlineData("""{"inputs":[{"name":"x","shape":[2],"datatype":"BYTES","data":["a","\udc00\ud800"]}]}""", "no valid Unicode text")]
    [InlineData("""{"inputs":[{"name":"x","shape":[2,2],"datatype":"INT8","data":[[1,2,3],[4]]}]}""", "does not follow its shape")]
    [InlineData("""{"inputs":[{"name":"x","shape":[4],"datatype":"INT8","data":[[1,2],[3,4]]}]}""", "does not follow its shape")]
    [InlineData("""{"inputs":[{"name":"x","shape":[2,2],"datatype":"INT8","data":[1,2,[3,4]]}]}""", "does not follow its shape")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"INT8","data":{}}]}""", "is no JSON array")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"INT8","data":[1]},{"name":"x","shape":[1],"datatype":"INT8","data":[1]}]}""", "'x' appears twice")]
    [InlineData("""{"inputs":[],"outputs":[{"name":"y"},{"name":"y"}]}""", "'y' appears twice")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"INT8","parameters":{"shared_memory_region":"r"}}]}""", "not offered")]
    [InlineData("""{"inputs":[],"outputs":[{"name":"y","parameters":{"classification":3}}]}""", "not offered")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"datatype":"INT8","data":[1]}]}""", "17 dimensions")]
    public void Request_Malformed_IsRefusedWithItsReason(string json, string reason)
    {
        OipFault fault = Samples.Fault(InferJson.ReadRequest(Encoding.UTF8.GetBytes(json), null, ("m", ""), Samples.Limits));
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Request_TextOfAWholeSurrogatePair_IsTaken() => Assert.Equal(
        [4, 0, 0, 0, 0xF0, 0x9F, 0x98, 0x80], Read("""{"inputs":[{"name":"x","shape":[1],"datatype":"BYTES","data":["\ud83d\ude00"]}]}""").Inputs[0].Data.ToArray());

    [Fact]
    public void Request_CutAtEveryByte_IsRefused()
    {
        InferBody body = InferJson.Write(Samples.Request(Samples.Fp32("x", 1, 2), Samples.Of(DataType.Bytes, "s")));
        byte[] whole = body.ToArray();
        for (int length = 0; length < whole.Length; length++)
        {
            int header = Math.Min(length, body.HeaderLength!.Value);
            Assert.NotNull(Samples.Fault(InferJson.ReadRequest(whole.AsMemory(0, length), header, ("m", ""), Samples.Limits)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(1000)]
    public void Request_HeaderLengthOutsideTheBody_IsRefused(int length) => Assert.Contains(
        InferJson.HeaderLengthName, Samples.Fault(InferJson.ReadRequest("""{"inputs":[]}"""u8.ToArray(), length, ("m", ""), Samples.Limits)).Message, StringComparison.Ordinal);

    [Fact]
    public void Request_BytesAfterTheLastTensor_AreRefused()
    {
        InferBody body = InferJson.Write(Samples.Request(Samples.Fp32("x", 1)));
        byte[] longer = [.. body.ToArray(), 0];
        Assert.Contains("1 bytes follow", Samples.Fault(InferJson.ReadRequest(longer, body.HeaderLength, ("m", ""), Samples.Limits)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Request_BeyondACeiling_IsTooLarge()
    {
        InferBody body = InferJson.Write(Samples.Request(Samples.Fp32("x", 1)));
        OipFault whole = Samples.Fault(InferJson.ReadRequest(body.ToArray(), body.HeaderLength, ("m", ""), new InferLimits { MaxMessageBytes = (int)body.Length - 1 }));
        OipFault header = Samples.Fault(InferJson.ReadRequest(body.ToArray(), body.HeaderLength, ("m", ""), new InferLimits { MaxJsonHeaderBytes = body.HeaderLength!.Value - 1 }));
        Assert.Equal((OipFaultKind.TooLarge, OipFaultKind.TooLarge), (whole.Kind, header.Kind));
    }

    [Fact]
    public void Request_MoreTensorsThanTaken_IsRefused()
    {
        InferBody body = InferJson.Write(Samples.Request(Samples.Fp32("a", 1), Samples.Fp32("b", 1)));
        Assert.Contains("at most 1", Samples.Fault(InferJson.ReadRequest(body.ToArray(), body.HeaderLength, ("m", ""), new InferLimits { MaxTensors = 1 })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Response_NotFiniteAsText_IsRefused_AsBinaryIsWritten(float value)
    {
        var response = new InferResponse { ModelName = "m", Outputs = [Samples.Fp32("y", value)] };
        OipFault fault = Samples.Fault(InferJson.Write(response, Samples.Request() with { BinaryOutput = false }));
        Assert.Equal(OipFaultKind.Unsupported, fault.Kind);
        Samples.Value(InferJson.Write(response));
    }

    [Fact]
    public void Response_BytesThatAreNoText_AreRefusedAsText()
    {
        var response = new InferResponse { ModelName = "m", Outputs = [new InferTensor("y", DataType.Bytes, [1], new byte[] { 1, 0, 0, 0, 0xFF })] };
        Assert.Contains("no UTF-8", Samples.Fault(InferJson.Write(response, Samples.Request() with { BinaryOutput = false })).Message, StringComparison.Ordinal);
    }

    private static InferRequest Read(string json) => Samples.Value(InferJson.ReadRequest(Encoding.UTF8.GetBytes(json), null, ("m", ""), Samples.Limits));

    private static void Same(IReadOnlyList<InferTensor> wanted, IReadOnlyList<InferTensor> found)
    {
        Assert.Equal(wanted.Select(tensor => (tensor.Name, tensor.DataType)), found.Select(tensor => (tensor.Name, tensor.DataType)));
        Assert.Equal(wanted.Select(tensor => tensor.Shape), found.Select(tensor => tensor.Shape));
        Assert.Equal(wanted.Select(tensor => tensor.Data.ToArray()), found.Select(tensor => tensor.Data.ToArray()));
    }
}
