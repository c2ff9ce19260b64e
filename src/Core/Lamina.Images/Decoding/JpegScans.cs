using System.Buffers.Binary;

namespace Lamina.Images.Decoding;

/// <summary>
/// Finds out whether a progressive JPEG (ITU-T T.81) was cut short. Its decoder shows what it has as a coarse picture and
/// calls that success; a model would get a blurred picture that nobody sent.
/// </summary>
internal static class JpegScans
{
    private const byte Prefix = 0xFF;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;

    /// <summary>True for a progressive file whose markers do not lead to an end of image.</summary>
    public static bool AreCutShort(ReadOnlySpan<byte> file)
    {
        bool progressive = false;
        int at = 2;
        while (at + 4 <= file.Length && file[at] == Prefix)
        {
            byte marker = file[at + 1];
            if (marker == Prefix)
            {
                at++; // fill byte
                continue;
            }

            if (marker == EndOfImage)
            {
                return false;
            }

            progressive |= marker is 0xC2 or 0xC6 or 0xCA or 0xCE;
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (marker == StartOfScan)
            {
                at = AfterScan(file, at);
            }
        }

        bool ended = at + 2 <= file.Length && file[at] == Prefix && file[at + 1] == EndOfImage;
        return progressive && !ended;
    }

    /// <summary>The next marker that is neither a stuffed zero nor a restart.</summary>
    private static int AfterScan(ReadOnlySpan<byte> file, int at)
    {
        for (; at + 1 < file.Length; at++)
        {
            if (file[at] == Prefix && file[at + 1] is not (0 or (>= 0xD0 and <= 0xD7)))
            {
                return at;
            }
        }

        return file.Length;
    }
}
