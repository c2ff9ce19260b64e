using System.Buffers.Binary;

namespace Lamina.Attestation.Measuring;

/// <summary>
/// The table at the end of OVMF's flash image: entries that say by GUID where the firmware keeps things. It is read backwards
/// from 48 bytes before the end (edk2, <c>OvmfPkg/ResetVector/Ia16/ResetVectorVtf0.asm</c>): data, 2 bytes of length, GUID.
/// </summary>
internal static class FirmwareTable
{
    private const int AfterTable = 32;
    private const int Trailer = 2 + 16;

    private static readonly Guid Footer = new("96b582de-1fb2-45f7-baea-a366c55a082d");

    /// <summary>The entries' data by GUID; null and the fault if there is no such table or it is not well-formed.</summary>
    public static Dictionary<Guid, ReadOnlyMemory<byte>>? Read(ReadOnlyMemory<byte> image, out string? fault)
    {
        fault = null;
        if (image.Length < AfterTable + Trailer || new Guid(image.Span[^(AfterTable + 16)..^AfterTable]) != Footer)
        {
            fault = "there is no table of OVMF's at its end";
            return null;
        }

        int end = image.Length - AfterTable - Trailer;
        int length = Length(image.Span, end) - Trailer;
        if (length < 0 || length > end)
        {
            fault = $"the table at its end claims {length + Trailer} bytes, at least {Trailer} and at most {end + Trailer} can be there";
            return null;
        }

        Dictionary<Guid, ReadOnlyMemory<byte>> entries = [];
        for (int start = end - length; end > start;)
        {
            int size = end - start < Trailer ? 0 : Length(image.Span, end - Trailer);
            if (size < Trailer || size > end - start)
            {
                fault = $"an entry of the table at its end claims {size} bytes, at least {Trailer} and at most {end - start} can be there";
                return null;
            }

            var id = new Guid(image.Span[(end - 16)..end]);
            if (!entries.TryAdd(id, image[(end - size)..(end - Trailer)]))
            {
                fault = $"the table at its end has two entries {id}";
                return null;
            }

            end -= size;
        }

        return entries;
    }

    private static int Length(ReadOnlySpan<byte> image, int at) => BinaryPrimitives.ReadUInt16LittleEndian(image[at..]);
}
