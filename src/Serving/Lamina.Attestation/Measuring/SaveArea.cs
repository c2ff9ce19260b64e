using System.Buffers.Binary;

namespace Lamina.Attestation.Measuring;

/// <summary>
/// The first state of a virtual processor, a page that is measured (AMD64 Architecture Programmer's Manual, volume 2, table B-4).
/// The values are those of a processor after reset as KVM keeps them.
/// </summary>
internal static class SaveArea
{
    /// <summary>Where the first processor starts.</summary>
    public const uint ResetVector = 0xFFFFFFF0;

    /// <summary>The page of a processor that starts at <paramref name="start"/>.</summary>
    public static byte[] Page(uint start, ulong features, uint signature, SnpVmm vmm)
    {
        byte[] page = new byte[4096];
        bool qemu = vmm == SnpVmm.Qemu;
        ushort code = (ushort)(qemu || start != ResetVector ? 0x9B : 0x9A);
        foreach (int data in new[] { 0x00, 0x30, 0x40, 0x50 }) Segment(page, data, 0, 0x93, 0); // ES, DS, FS, GS
        Segment(page, 0x10, 0xF000, code, start & 0xFFFF0000); // CS
        Segment(page, 0x20, 0, (ushort)(qemu ? 0x93 : 0x92), 0); // SS
        Segment(page, 0x60, 0, 0, 0); // GDTR
        Segment(page, 0x70, 0, 0x82, 0); // LDTR
        Segment(page, 0x80, 0, 0, 0); // IDTR
        Segment(page, 0x90, 0, (ushort)(qemu ? 0x8B : 0x83), 0); // TR
        Register(page, 0xD0, 0x1000); // EFER: SVME
        Register(page, 0x148, 0x40); // CR4: machine checks
        Register(page, 0x158, 0x10); // CR0
        Register(page, 0x160, 0x400); // DR7
        Register(page, 0x168, 0xFFFF0FF0); // DR6
        Register(page, 0x170, 2); // RFLAGS
        Register(page, 0x178, start & 0xFFFF); // RIP
        Register(page, 0x268, 0x0007040600070406); // PAT
        Register(page, 0x310, qemu ? signature : 0); // RDX
        Register(page, 0x3B0, features);
        Register(page, 0x3E8, 1); // XCR0
        if (qemu)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(0x408), 0x1F80); // MXCSR
            BinaryPrimitives.WriteUInt16LittleEndian(page.AsSpan(0x410), 0x37F); // x87 control word
        }

        return page;
    }

    private static void Register(byte[] page, int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(page.AsSpan(offset), value);

    private static void Segment(byte[] page, int offset, ushort selector, ushort attributes, uint start)
    {
        Span<byte> target = page.AsSpan(offset);
        BinaryPrimitives.WriteUInt16LittleEndian(target, selector);
        BinaryPrimitives.WriteUInt16LittleEndian(target[2..], attributes);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], 0xFFFF);
        BinaryPrimitives.WriteUInt64LittleEndian(target[8..], start);
    }
}
