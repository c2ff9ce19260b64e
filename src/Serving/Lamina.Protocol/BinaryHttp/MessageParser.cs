using System.Text;
using Lamina.Protocol.Wire;

namespace Lamina.Protocol.BinaryHttp;

/// <summary>Reads Binary HTTP messages (RFC 9292 section 3); throws <see cref="WireFormatException"/> for what is none.</summary>
internal static class MessageParser
{
    public static BinaryRequest ParseRequest(Memory<byte> message, BinaryHttpLimits limits)
    {
        var reader = new WireReader(message);
        bool known = ReadFraming(ref reader, Framing.KnownLengthRequest, Framing.IndeterminateLengthRequest);
        string method = ReadControl(ref reader, limits, "the method", HttpRules.FaultOfMethod);
        string scheme = ReadControl(ref reader, limits, "the scheme", HttpRules.FaultOfScheme);
        string authority = ReadControl(ref reader, limits, "the authority", HttpRules.FaultOfAuthority);
        string path = ReadControl(ref reader, limits, "the path", HttpRules.FaultOfPath);
        Rest rest = ReadRest(ref reader, message, known, limits);
        return new BinaryRequest { Method = method, Scheme = scheme, Authority = authority, Path = path, Fields = rest.Fields, Content = rest.Content, Trailers = rest.Trailers };
    }

    public static BinaryResponse ParseResponse(Memory<byte> message, BinaryHttpLimits limits)
    {
        var reader = new WireReader(message);
        bool known = ReadFraming(ref reader, Framing.KnownLengthResponse, Framing.IndeterminateLengthResponse);
        List<InformationalResponse> informational = [];
        while (true)
        {
            int status = reader.ReadVarInt(599, "the status");
            if (status < 100)
            {
                throw new WireFormatException($"The status is {status}; 100 to 599 are accepted.");
            }

            if (status >= 200)
            {
                Rest rest = ReadRest(ref reader, message, known, limits);
                return new BinaryResponse { Status = status, Informational = informational, Fields = rest.Fields, Content = rest.Content, Trailers = rest.Trailers };
            }

            informational.Add(new InformationalResponse(status, ReadFields(ref reader, known, limits)));
            if (informational.Count > limits.Informational)
            {
                throw new WireFormatException($"There are more than {limits.Informational} informational responses.");
            }
        }
    }

    private static bool ReadFraming(ref WireReader reader, Framing known, Framing indeterminate)
    {
        int framing = reader.ReadVarInt(int.MaxValue, "the framing indicator");
        return framing == (int)known || (framing == (int)indeterminate
            ? false
            : throw new WireFormatException($"The framing indicator is {framing}; {(int)known} or {(int)indeterminate} is wanted."));
    }

    private static string ReadControl(ref WireReader reader, BinaryHttpLimits limits, string what, Func<ReadOnlySpan<byte>, string?> faultOf)
    {
        ReadOnlySpan<byte> bytes = reader.ReadPrefixed(limits.ControlBytes, what).Span;
        return faultOf(bytes) is string fault ? throw new WireFormatException(fault) : Encoding.ASCII.GetString(bytes);
    }

    /// <summary>Fields, content, trailers and padding. A message may end before each of the first three (RFC 9292 sections 3.1 and 3.2).</summary>
    private static Rest ReadRest(ref WireReader reader, Memory<byte> message, bool known, BinaryHttpLimits limits)
    {
        IReadOnlyList<HttpField> fields = reader.AtEnd ? [] : ReadFields(ref reader, known, limits);
        ReadOnlyMemory<byte> content = reader.AtEnd ? default
            : known ? reader.ReadPrefixed(limits.ContentBytes, "the content")
            : ReadChunks(ref reader, message, limits);
        IReadOnlyList<HttpField> trailers = reader.AtEnd ? [] : ReadFields(ref reader, known, limits);
        int paddingStart = reader.Position;
        return reader.Read(reader.Remaining, "the padding").Span.ContainsAnyExcept((byte)0)
            ? throw new WireFormatException($"The padding from byte {paddingStart} on is not all zero.")
            : new Rest(fields, content, trailers);
    }

    private static ReadOnlyMemory<byte> ReadChunks(ref WireReader reader, Memory<byte> message, BinaryHttpLimits limits)
    {
        int start = 0;
        int length = 0;
        while (reader.ReadVarInt(limits.ContentBytes, "the length of a chunk") is int size and > 0)
        {
            Memory<byte> chunk = reader.Read(size, "a chunk");
            if (size > limits.ContentBytes - length)
            {
                throw new WireFormatException($"The content is longer than {limits.ContentBytes} bytes.");
            }

            // Chunks are moved together in place: content is secret, and a joined copy would be one more thing to wipe.
            start = length == 0 ? reader.Position - size : start;
            chunk.CopyTo(message[(start + length)..]);
            length += size;
        }

        return message.Slice(start, length);
    }

    private static List<HttpField> ReadFields(ref WireReader reader, bool known, BinaryHttpLimits limits)
    {
        List<HttpField> fields = [];
        int start = reader.Position;
        if (known)
        {
            var section = new WireReader(reader.ReadPrefixed(limits.FieldSectionBytes, "a field section"));
            while (!section.AtEnd)
            {
                ReadField(ref section, section.ReadVarInt(limits.FieldSectionBytes, "the length of a field name"), fields, limits);
            }

            return fields;
        }

        while (reader.ReadVarInt(limits.FieldSectionBytes, "the length of a field name") is int nameLength and > 0)
        {
            ReadField(ref reader, nameLength, fields, limits);
            if (reader.Position - start > limits.FieldSectionBytes)
            {
                throw new WireFormatException($"A field section is longer than {limits.FieldSectionBytes} bytes.");
            }
        }

        return fields;
    }

    private static void ReadField(ref WireReader reader, int nameLength, List<HttpField> fields, BinaryHttpLimits limits)
    {
        ReadOnlySpan<byte> name = reader.Read(nameLength, "a field name").Span;
        Memory<byte> value = reader.ReadPrefixed(limits.FieldSectionBytes, "a field value");
        if ((HttpRules.FaultOfName(name) ?? HttpRules.FaultOfValue(value.Span)) is string fault)
        {
            throw new WireFormatException($"{fault} At byte {reader.Position}.");
        }

        fields.Add(new HttpField(Encoding.ASCII.GetString(name), value));
        if (fields.Count > limits.Fields)
        {
            throw new WireFormatException($"A field section holds more than {limits.Fields} fields.");
        }
    }

    /// <summary>What follows the control data.</summary>
    private readonly record struct Rest(IReadOnlyList<HttpField> Fields, ReadOnlyMemory<byte> Content, IReadOnlyList<HttpField> Trailers);
}
