using System.Buffers;
using System.Buffers.Text;

namespace Lamina.Attestation;

/// <summary>Evidence is often passed around as text: hex or base64, with line breaks. Binary evidence passes through unchanged.</summary>
internal static class EvidenceText
{
    public static ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> evidence)
    {
        ReadOnlySpan<byte> span = evidence.Span;
        if (span.Length > 4 * EvidenceVerifier.MaxEvidenceLength || span.IsEmpty || !IsText(span))
        {
            return evidence;
        }

        byte[] text = [.. span.ToArray().Where(value => value is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))];
        int start = text.AsSpan().StartsWith("0x"u8) ? 2 : 0;
        byte[] hex = new byte[(text.Length - start) / 2];
        if ((text.Length - start) % 2 == 0 && Convert.FromHexString(text.AsSpan(start), hex, out _, out _) == OperationStatus.Done)
        {
            return hex;
        }

        byte[] decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        return Base64.DecodeFromUtf8(text, decoded, out _, out int written) == OperationStatus.Done ? decoded.AsMemory(0, written) : evidence;
    }

    /// <summary>Binary evidence has bytes that no text has: the version number of the real kinds comes first, 5 at most.</summary>
    private static bool IsText(ReadOnlySpan<byte> span)
    {
        foreach (byte value in span)
        {
            if (value is not (>= 0x20 and < 0x7F or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                return false;
            }
        }

        return true;
    }
}
