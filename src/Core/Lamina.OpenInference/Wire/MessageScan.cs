using System.Buffers;

namespace Lamina.OpenInference.Wire;

/// <summary>
/// Measures a protobuf message on its raw bytes, before anything is made of it. Two bytes of an empty tensor become an object of a hundred, so a ceiling on the
/// message alone lets a peer take dozens of times as much memory. The tensors' contents become arrays of about their own size; all else is bounded here.
/// </summary>
internal static class MessageScan
{
    /// <summary>Most bytes of a message besides tensors' contents: names, types, shapes, parameters, unknown fields, and what separates them.</summary>
    public const int MaxBytesBesideContents = 64 << 10;

    /// <summary>Field of <c>raw_input_contents</c> in a request.</summary>
    public const int RawOfRequest = 7;

    /// <summary>Field of <c>raw_output_contents</c> in an answer.</summary>
    public const int RawOfAnswer = 6;

    /// <summary>Field of the tensors in a request and in an answer, and of the typed contents in a tensor.</summary>
    private const int Inner = 5;

    private const int LastOfNumbers = 7;
    private const int Texts = 8;

    private enum Level
    {
        Message,
        Tensor,
        Contents,
    }

    /// <summary>What is wrong with a message, or null.</summary>
    /// <param name="message">Its bytes.</param>
    /// <param name="raw">The field of raw tensor contents; 0 for messages that carry no tensors.</param>
    public static OipFault? Refuse(ReadOnlySequence<byte> message, int raw)
    {
        var reader = new SequenceReader<byte>(message);
        long contents = 0;
        return Scan(ref reader, message.Length, raw, Level.Message, ref contents);
    }

    private static OipFault? Scan(ref SequenceReader<byte> reader, long end, int raw, Level level, ref long contents)
    {
        while (reader.Consumed < end)
        {
            long start = reader.Consumed;
            if (!TryVarint(ref reader, end, out ulong tag))
            {
                return Malformed();
            }

            int field = (int)Math.Min(tag >> 3, int.MaxValue);
            ulong wire = tag & 7;
            ulong length = wire switch { 1 => sizeof(ulong), 5 => sizeof(uint), _ => 0 };
            if (wire is 6 or 7 || (wire is 0 or 2 && !TryVarint(ref reader, end, out length)))
            {
                return Malformed();
            }

            // Groups are unknown fields here; what stands in them is looked at as if it stood alone.
            length = wire == 0 ? 0 : length;
            if (length > (ulong)(end - reader.Consumed))
            {
                return Malformed();
            }

            if (wire == 2 && Below(level, field, raw) is { } below)
            {
                if (Scan(ref reader, reader.Consumed + (long)length, raw, below, ref contents) is { } fault)
                {
                    return fault;
                }
            }
            else
            {
                reader.Advance((long)length);
                bool packed = wire == 2 && IsContents(level, field, raw);
                bool alone = wire is 0 or 1 or 5 && level == Level.Contents && field is >= 1 and <= LastOfNumbers;
                contents += packed ? (long)length : alone ? reader.Consumed - start : 0;
            }

            if (reader.Consumed - contents > MaxBytesBesideContents)
            {
                return new OipFault(OipFaultKind.TooLarge, $"the message takes more than {MaxBytesBesideContents} bytes besides the tensors' contents");
            }
        }

        return null;
    }

    private static Level? Below(Level level, int field, int raw) => (level, field) switch
    {
        (Level.Message, Inner) when raw != 0 => Level.Tensor,
        (Level.Tensor, Inner) => Level.Contents,
        _ => null,
    };

    private static bool IsContents(Level level, int field, int raw) =>
        (level == Level.Message && raw != 0 && field == raw) || (level == Level.Contents && field is >= 1 and <= Texts);

    /// <summary>Seven bits to a byte, the lowest first, at most ten bytes.</summary>
    private static bool TryVarint(ref SequenceReader<byte> reader, long end, out ulong value)
    {
        value = 0;
        for (int shift = 0; shift < 70 && reader.Consumed < end && reader.TryRead(out byte next); shift += 7)
        {
            value |= (ulong)(next & 127) << shift;
            if (next < 128)
            {
                return true;
            }
        }

        return false;
    }

    private static OipFault Malformed() => OipFault.Invalid("the message is no protobuf message of this call");
}
