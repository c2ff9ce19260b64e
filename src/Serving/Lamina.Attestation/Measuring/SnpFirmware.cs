using Lamina.Attestation.WellFormed;

namespace Lamina.Attestation.Measuring;

/// <summary>
/// A flash image of OVMF with metadata for SEV-SNP, as far as a launch measurement needs it. The image ends at 4 GiB of the
/// guest's memory. Every byte of it is read as hostile.
/// </summary>
public sealed class SnpFirmware
{
    /// <summary>The largest image that is read, in bytes.</summary>
    public const int MaxLength = 16 << 20;

    private const int PageLength = 4096;
    private const int MaxSections = 64;
    private const long MaxSectionLength = 64 << 20;

    private static readonly Guid MetadataEntry = new("dc886566-984a-4798-a75e-5585a7bf67cc");
    private static readonly Guid HashTableEntry = new("7255371f-3a3b-4b04-927b-1da6efa8d454");
    private static readonly Guid ResetEntry = new("00f771de-1a7e-4fcb-890e-68c77e2fb44e");

    private SnpFirmware(ReadOnlyMemory<byte> image, IReadOnlyList<FirmwareSection> sections, uint hashTable, uint reset)
    {
        Image = image;
        Sections = sections;
        HashTableAddress = hashTable;
        ResetAddress = reset;
    }

    /// <summary>True if it measures a kernel, initramfs and command line that the VMM starts directly (edk2's <c>AmdSev</c> build).</summary>
    public bool MeasuresKernel => Sections.Any(section => section.Kind == FirmwareSectionKind.KernelHashes);

    internal ReadOnlyMemory<byte> Image { get; }

    internal IReadOnlyList<FirmwareSection> Sections { get; }

    /// <summary>Guest-physical address of the table of hashes; 0 if there is none.</summary>
    internal uint HashTableAddress { get; }

    /// <summary>Where the second and later processors start; 0 if the image does not say.</summary>
    internal uint ResetAddress { get; }

    /// <summary>Reads an image; null and the fault if it is none or cannot start an SEV-SNP machine.</summary>
    public static SnpFirmware? Parse(ReadOnlyMemory<byte> image, out string? fault)
    {
        fault = image.Length > MaxLength ? $"{image.Length} bytes are more than the {MaxLength} that are read"
            : image.Length == 0 || image.Length % PageLength != 0 ? $"{image.Length} bytes are not whole pages of {PageLength}" : null;
        if (fault is not null || FirmwareTable.Read(image, out fault) is not { } table) return null;
        if (!table.TryGetValue(MetadataEntry, out ReadOnlyMemory<byte> metadata))
        {
            fault = "it has no metadata for SEV: it cannot start an SEV-SNP machine";
            return null;
        }

        uint offset = Address(metadata, "offset of the metadata", ref fault);
        uint hashes = table.TryGetValue(HashTableEntry, out ReadOnlyMemory<byte> entry) ? Address(entry, "address of the hashes", ref fault) : 0;
        uint reset = table.TryGetValue(ResetEntry, out entry) ? Address(entry, "reset address", ref fault) : 0;
        if (fault is null && offset > image.Length) fault = $"its metadata would begin {offset} bytes before its end, it has {image.Length}";
        if (fault is not null || ReadSections(image[^(int)offset..], out fault) is not { } sections) return null;
        return new SnpFirmware(image, sections, hashes, reset);
    }

    private static List<FirmwareSection>? ReadSections(ReadOnlyMemory<byte> metadata, out string? fault)
    {
        var reader = new FieldReader(metadata);
        bool known = reader.Take(4, "signature of the metadata").Span.SequenceEqual("ASEV"u8);
        reader.U32("length of the metadata");
        uint version = reader.U32("version of the metadata");
        uint count = reader.U32("number of sections");
        fault = reader.Fault ?? (!known ? "its metadata do not start with 'ASEV'"
            : version != 1 ? $"its metadata are of version {version}, 1 is known"
            : count > MaxSections ? $"{count} sections are more than {MaxSections}" : null);
        List<FirmwareSection> sections = [];
        for (uint i = 0; fault is null && i < count; i++)
        {
            var section = new FirmwareSection(reader.U32("address of a section"), reader.U32("length of a section"), (FirmwareSectionKind)reader.U32("kind of a section"));
            fault = reader.Fault ?? Judge(section);
            sections.Add(section);
        }

        fault ??= sections.Sum(section => (long)section.Length) > MaxSectionLength ? $"its sections have more than {MaxSectionLength} bytes together" : null;
        return fault is null ? sections : null;
    }

    private static string? Judge(FirmwareSection section) =>
        !Enum.IsDefined(section.Kind) ? $"a section is of kind {(uint)section.Kind}, which is not known"
        : section.Address % PageLength != 0 || section.Length % PageLength != 0 || section.Length == 0 ? $"the section at 0x{section.Address:x} with {section.Length} bytes is not made of whole pages"
        : (ulong)section.Address + section.Length > 1UL << 32 ? $"the section at 0x{section.Address:x} with {section.Length} bytes ends above 4 GiB"
        : null;

    private static uint Address(ReadOnlyMemory<byte> entry, string field, ref string? fault)
    {
        var reader = new FieldReader(entry);
        uint value = reader.U32(field);
        fault ??= reader.Fault;
        return value;
    }
}
