using System.Buffers.Binary;

namespace Lamina.Attestation.Tests.Measuring;

/// <summary>A flash image with nothing in it but OVMF's table and metadata, laid out as edk2's AmdSev build does.</summary>
internal sealed class ImitatedFirmware
{
    public const uint Zero = 1, Secrets = 2, Cpuid = 3, Svsm = 4, Hashes = 0x10;

    /// <summary>The sections of edk2's AmdSev build (<c>OvmfPkg/AmdSev/AmdSevX64.fdf</c>), with the page of hashes where both tools' fixture has it.</summary>
    public List<(uint Address, uint Length, uint Kind)> Sections { get; init; } =
    [
        (0x800000, 0x9000, Zero), (0x80A000, 0x3000, Zero), (0x80D000, 0x1000, Secrets), (0x80E000, 0x1000, Cpuid),
        (0x80F000, 0x1000, Svsm), (0x810000, 0x1000, Hashes), (0x811000, 0xF000, Zero),
    ];

    public uint? HashTable { get; init; } = 0x810C00;

    public uint? Reset { get; init; } = 0x80B004;

    public uint Version { get; init; } = 1;

    public int Length { get; init; } = 8192;

    public byte[] Build()
    {
        byte[] image = new byte[Length];
        const int metadata = 2048;
        Span<byte> at = image.AsSpan(image.Length - metadata);
        "ASEV"u8.CopyTo(at);
        uint[] words = [(uint)(16 + (12 * Sections.Count)), Version, (uint)Sections.Count, .. Sections.SelectMany(section => new[] { section.Address, section.Length, section.Kind })];
        foreach ((int i, uint word) in words.Index()) BinaryPrimitives.WriteUInt32LittleEndian(at[(4 + (4 * i))..], word);

        int end = image.Length - 32;
        int start = end;
        Prepend(image, ref start, "96b582de-1fb2-45f7-baea-a366c55a082d", []);
        if (Reset is { } reset) Prepend(image, ref start, "00f771de-1a7e-4fcb-890e-68c77e2fb44e", BitConverter.GetBytes(reset));
        if (HashTable is { } table) Prepend(image, ref start, "7255371f-3a3b-4b04-927b-1da6efa8d454", [.. BitConverter.GetBytes(table), .. BitConverter.GetBytes(0x400)]);
        Prepend(image, ref start, "dc886566-984a-4798-a75e-5585a7bf67cc", BitConverter.GetBytes(metadata));
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(end - 18), (ushort)(end - start));
        return image;
    }

    private static void Prepend(byte[] image, ref int start, string id, byte[] data)
    {
        new Guid(id).TryWriteBytes(image.AsSpan(start - 16));
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(start - 18), (ushort)(data.Length + 18));
        data.CopyTo(image, start - 18 - data.Length);
        start -= 18 + data.Length;
    }
}
