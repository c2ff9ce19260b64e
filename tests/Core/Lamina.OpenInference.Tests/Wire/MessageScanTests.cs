using System.Buffers;
using Google.Protobuf;
using Lamina.OpenInference.Wire;

namespace Lamina.OpenInference.Tests.Wire;

/// <summary>What a stranger's message may hold is bounded before it becomes objects.</summary>
public sealed class MessageScanTests
{
    /// <summary>More than the ceiling in bytes, and many times that in objects.</summary>
    private const int Many = 40_000;

    public static TheoryData<DataType> Types => [.. DataTypes.All];

    /// <summary>A name for the case and the bytes that are repeated in a request.</summary>
    public static TheoryData<string, string> Floods => new()
    {
        { "empty inputs", "2A00" },
        { "empty outputs", "3200" },
        { "empty raw contents", "3A00" },
        { "parameters", "220412021001" },
        { "unknown numbers", "F80701" },
        { "unknown groups", "FB07FC07" },
        { "dimensions of an input, one by one", "2A021801" },
        { "unknown fields of typed contents", "2A052A03980601" },
        { "texts of typed contents", "2A042A024200" },
        { "packed numbers without a number", "2A042A023A00" },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void Refuse_WhatWeWrite_IsTaken(DataType type)
    {
        ModelInferRequest request = InferMessages.ToMessage(Samples.Request(Samples.Of(type), Samples.Of(type, "z")) with { Outputs = [new("y")] });
        ModelInferResponse answer = InferMessages.ToMessage(new InferResponse { ModelName = "m", Id = "1", Outputs = [Samples.Of(type)] });
        Assert.Null(Scan(request.ToByteArray()));
        Assert.Null(Scan(answer.ToByteArray(), MessageScan.RawOfAnswer));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Refuse_ContentsOfMegabytes_AreTakenRawAndTyped(bool raw)
    {
        ModelInferRequest request = new() { ModelName = "m" };
        request.Inputs.Add(new ModelInferRequest.Types.InferInputTensor { Name = "x", Datatype = "FP32", Shape = { 1 << 20 } });
        if (raw)
        {
            request.RawInputContents.Add(UnsafeByteOperations.UnsafeWrap(new byte[4 << 20]));
        }
        else
        {
            request.Inputs[0].Contents = new InferTensorContents { Fp32Contents = { new float[1 << 20] } };
        }

        Assert.Null(Scan(request.ToByteArray()));
    }

    /// <summary>Old writers put a tag before every number.</summary>
    [Fact]
    public void Refuse_TypedContentsThatAreNotPacked_AreTaken()
    {
        byte[] number = [0x35, 0, 0, 0x80, 0x3F];
        byte[] contents = [.. Enumerable.Repeat(number, Many).SelectMany(one => one)];
        byte[] tensor = [0x2A, .. Varint(contents.Length), .. contents];
        byte[] message = [0x2A, .. Varint(tensor.Length), .. tensor];
        Assert.Null(Scan(message));
        Assert.Equal(Many, ModelInferRequest.Parser.ParseFrom(message).Inputs[0].Contents.Fp32Contents.Count);
    }

    [Theory]
    [MemberData(nameof(Floods))]
    public void Refuse_AFloodOfSmallThings_IsTooLarge(string name, string repeated)
    {
        byte[] one = Convert.FromHexString(repeated);
        byte[] few = [.. Enumerable.Repeat(one, 10).SelectMany(bytes => bytes)];
        byte[] many = [.. Enumerable.Repeat(one, Many).SelectMany(bytes => bytes)];
        ModelInferRequest.Parser.ParseFrom(few);
        Assert.Null(Scan(few));
        Assert.True(Scan(many)?.Kind == OipFaultKind.TooLarge, name);
    }

    /// <summary>Typed contents where the message has none are unknown text, whatever they claim to be.</summary>
    [Fact]
    public void Refuse_ContentsInAMessageWithoutTensors_CountLikeAllElse()
    {
        byte[] contents = [0x32, .. Varint(100_000), .. new byte[100_000]];
        Assert.Null(Scan(contents, MessageScan.RawOfAnswer));
        Assert.Equal(OipFaultKind.TooLarge, Scan(contents, raw: 0)?.Kind);
    }

    [Theory]
    [InlineData("2A")]
    [InlineData("2A05")]
    [InlineData("3AFFFFFFFF7F")]
    [InlineData("3AFFFFFFFFFFFFFFFFFF01")]
    [InlineData("2A0412050000")]
    [InlineData("0F")]
    [InlineData("09010203")]
    [InlineData("08FFFFFFFFFFFFFFFFFFFF01")]
    public void Refuse_LengthsThatDoNotFit_AreMalformed(string message) => Assert.Equal(OipFaultKind.InvalidArgument, Scan(Convert.FromHexString(message))?.Kind);

    private static OipFault? Scan(byte[] message, int raw = MessageScan.RawOfRequest)
    {
        OipFault? fault = MessageScan.Refuse(new ReadOnlySequence<byte>(message), raw);

        // The same in pieces, as it comes from a network.
        Piece first = new(message.AsMemory(0, message.Length / 3), null);
        Piece last = new(message.AsMemory(message.Length / 3), first);
        Assert.Equal(fault, MessageScan.Refuse(new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length), raw));
        return fault;
    }

    private static IEnumerable<byte> Varint(int value)
    {
        for (; value >= 128; value >>= 7)
        {
            yield return (byte)(value | 128);
        }

        yield return (byte)value;
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, Piece? before)
        {
            Memory = memory;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }
    }
}
