namespace Lamina.Attestation.WellFormed;

/// <summary>
/// The table of certificates that a SEV-SNP host hands out beside a report (GHCB specification, SNP extended guest request):
/// entries of GUID (16), offset u32 and length u32, ended by a zero GUID. Offsets count from the table's start.
/// </summary>
internal static class CertificateTable
{
    private const int EntryLength = 24;
    private const int MaxEntries = 64;

    private static readonly Dictionary<Guid, string> Known = new()
    {
        [new Guid("63da758d-e664-4564-adc5-f4b93be8accd")] = "VCEK",
        [new Guid("a8074bc2-a25a-483e-aae6-39c045a0b8a1")] = "VLEK",
        [new Guid("4ab7b379-bbac-4fe4-a02f-05aef327c782")] = "ASK",
        [new Guid("c0b406a4-a803-4952-9743-3fb6014cd0ae")] = "ARK",
    };

    /// <summary>True if the first entry names a certificate that belongs to SEV-SNP.</summary>
    public static bool LooksLike(ReadOnlySpan<byte> bytes) => bytes.Length >= EntryLength && NameOf(bytes[..16]) is not null;

    /// <summary>The known certificates (DER, or PEM as some hosts store it) with their names; null and the fault if the table is not well-formed.</summary>
    public static IReadOnlyList<(string Name, ReadOnlyMemory<byte> Content)>? Parse(ReadOnlyMemory<byte> bytes, out string? fault)
    {
        List<(string, ReadOnlyMemory<byte>)> found = [];
        var reader = new FieldReader(bytes);
        for (int i = 0; i < MaxEntries; i++)
        {
            ReadOnlyMemory<byte> guid = reader.Take(16, $"GUID of entry {i}");
            uint offset = reader.U32($"offset of entry {i}");
            uint length = reader.U32($"length of entry {i}");
            fault = reader.Fault;
            if (fault is not null) return null;
            if (guid.Span.IndexOfAnyExcept((byte)0) < 0) return found;
            if ((long)offset + length > bytes.Length)
            {
                fault = $"entry {i} claims {length} bytes at offset {offset} of {bytes.Length}";
                return null;
            }

            if (NameOf(guid.Span) is { } name) found.Add((name, bytes.Slice((int)offset, (int)length)));
        }

        fault = $"more than {MaxEntries} entries, or no end";
        return null;
    }

    /// <summary>Hosts write GUIDs in both byte orders, so both are read.</summary>
    private static string? NameOf(ReadOnlySpan<byte> guid) => Known.GetValueOrDefault(new Guid(guid, bigEndian: true)) ?? Known.GetValueOrDefault(new Guid(guid, bigEndian: false));
}
