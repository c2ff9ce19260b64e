using System.Text;
using Lamina.Protocol.Wire;

namespace Lamina.Protocol.BinaryHttp;

/// <summary>Writes Binary HTTP messages of known length (RFC 9292 section 3.1); empty parts at the end are left out.</summary>
internal static class MessageEncoder
{
    public static int Length(BinaryRequest request)
    {
        var writer = WireWriter.Measure();
        Write(request, ref writer);
        return writer.Position;
    }

    public static int Length(BinaryResponse response)
    {
        var writer = WireWriter.Measure();
        Write(response, ref writer);
        return writer.Position;
    }

    public static void Encode(BinaryRequest request, Span<byte> destination)
    {
        Check(
            HttpRules.FaultOfMethod(Utf8(request.Method)) ?? HttpRules.FaultOfScheme(Utf8(request.Scheme))
            ?? HttpRules.FaultOfAuthority(Utf8(request.Authority)) ?? HttpRules.FaultOfPath(Utf8(request.Path)));
        CheckFields(request.Fields);
        CheckFields(request.Trailers);
        CheckFits(request.EncodedLength, destination.Length);
        var writer = WireWriter.To(destination);
        Write(request, ref writer);
        destination[writer.Position..].Clear();
    }

    public static void Encode(BinaryResponse response, Span<byte> destination)
    {
        Check(response.Status is < 200 or > 599 ? "A final status lies between 200 and 599." : null);
        Check(response.Informational.Any(one => one.Status is < 100 or > 199) ? "An informational status lies between 100 and 199." : null);
        CheckFields(response.Fields);
        CheckFields(response.Trailers);
        CheckFits(response.EncodedLength, destination.Length);
        var writer = WireWriter.To(destination);
        Write(response, ref writer);
        destination[writer.Position..].Clear();
    }

    private static void Write(BinaryRequest request, ref WireWriter writer)
    {
        writer.VarInt((int)Framing.KnownLengthRequest);
        writer.Prefixed(request.Method);
        writer.Prefixed(request.Scheme);
        writer.Prefixed(request.Authority);
        writer.Prefixed(request.Path);
        WriteRest(request.Fields, [request.Content, .. request.MoreContent], request.Trailers, ref writer);
    }

    private static void Write(BinaryResponse response, ref WireWriter writer)
    {
        writer.VarInt((int)Framing.KnownLengthResponse);
        foreach (InformationalResponse one in response.Informational)
        {
            writer.VarInt(one.Status);
            WriteFields(one.Fields, ref writer);
        }

        writer.VarInt(response.Status);
        WriteRest(response.Fields, [response.Content, .. response.MoreContent], response.Trailers, ref writer);
    }

    private static void WriteRest(IReadOnlyList<HttpField> fields, ReadOnlyMemory<byte>[] content, IReadOnlyList<HttpField> trailers, ref WireWriter writer)
    {
        long length = content.Sum(part => (long)part.Length);
        if (fields.Count > 0 || length > 0 || trailers.Count > 0)
        {
            WriteFields(fields, ref writer);
        }

        if (length > 0 || trailers.Count > 0)
        {
            writer.VarInt(checked((int)length));
            foreach (ReadOnlyMemory<byte> part in content)
            {
                writer.Bytes(part.Span);
            }
        }

        if (trailers.Count > 0)
        {
            WriteFields(trailers, ref writer);
        }
    }

    private static void WriteFields(IReadOnlyList<HttpField> fields, ref WireWriter writer)
    {
        var measure = WireWriter.Measure();
        WriteLines(fields, ref measure);
        writer.VarInt(measure.Position);
        WriteLines(fields, ref writer);
    }

    private static void WriteLines(IReadOnlyList<HttpField> fields, ref WireWriter writer)
    {
        foreach (HttpField field in fields)
        {
            writer.Prefixed(field.Name);
            writer.Prefixed(field.Value.Span);
        }
    }

    /// <summary>Anything but ASCII becomes bytes that every rule refuses.</summary>
    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static void CheckFields(IReadOnlyList<HttpField> fields)
    {
        foreach (HttpField field in fields)
        {
            Check(HttpRules.FaultOfName(Utf8(field.Name)) ?? HttpRules.FaultOfValue(field.Value.Span));
        }
    }

    private static void Check(string? fault)
    {
        if (fault is not null)
        {
            throw new ArgumentException(fault);
        }
    }

    private static void CheckFits(int needed, int available) =>
        Check(needed > available ? $"The message takes {needed} bytes, but {available} are given." : null);
}
