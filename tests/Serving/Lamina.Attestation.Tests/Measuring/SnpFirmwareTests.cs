using System.Buffers.Binary;
using Lamina.Attestation.Measuring;
using Lamina.Testing;

namespace Lamina.Attestation.Tests.Measuring;

/// <summary>Firmware images: a real one, and what a stranger could make of one.</summary>
public sealed class SnpFirmwareTests
{
    private const string Debian = "/usr/share/ovmf/OVMF.fd";

    [Fact]
    public void Parse_DebiansOvmf_FindsTheSectionsOfItsBuild()
    {
        Tier.Need(File.Exists(Debian), Debian, "apt-get install ovmf");
        SnpFirmware? firmware = SnpFirmware.Parse(File.ReadAllBytes(Debian), out string? fault);
        Assert.True(firmware is not null, fault);
        Assert.False(firmware.MeasuresKernel); // OvmfPkgX64: its kernel comes from a disk
        Assert.Contains(new FirmwareSection(0x80D000, 0x1000, FirmwareSectionKind.Secrets), firmware.Sections);
        Assert.Contains(new FirmwareSection(0x80E000, 0x1000, FirmwareSectionKind.Cpuid), firmware.Sections);
        Assert.Equal(0x80B004u, firmware.ResetAddress);
        Assert.Equal(48, new SnpLaunch { Firmware = firmware, Processors = 2 }.Measure(out _)!.Length);
    }

    [Fact]
    public void Parse_Imitation_ReadsWhatWasWritten()
    {
        SnpFirmware firmware = SnpFirmware.Parse(new ImitatedFirmware().Build(), out _)!;
        Assert.True(firmware.MeasuresKernel);
        Assert.Equal((0x810C00u, 0x80B004u, 7), (firmware.HashTableAddress, firmware.ResetAddress, firmware.Sections.Count));
    }

    [Fact]
    public void Parse_HostileSections_AreRefusedWithASentence()
    {
        (uint, uint, uint)[][] hostile =
        [
            [(0x800001, 0x1000, 1)],
            [(0x800000, 0x1001, 1)],
            [(0x800000, 0, 1)],
            [(0x800000, 0x1000, 5)],
            [(0xFFFFF000, 0x2000, 1)],
            [(0x1000, 0xF0000000, 1)],
            [.. Enumerable.Repeat((0x800000u, 0x2000000u, 1u), 3)],
            [.. Enumerable.Repeat((0x800000u, 0x1000u, 1u), 65)],
        ];
        Assert.All(hostile, sections => Refused(new ImitatedFirmware { Sections = [.. sections] }.Build()));
        Refused(new ImitatedFirmware { Version = 2 }.Build());
    }

    [Fact]
    public void Parse_HostileLengths_AreRefusedWithASentence()
    {
        byte[] good = new ImitatedFirmware().Build();
        Refused([]);
        Refused(good[1..]);
        Refused(new byte[4096]);
        Refused(new byte[SnpFirmware.MaxLength + 4096]);
        int table = good.Length - 50;
        foreach (ushort length in new ushort[] { 0, 17, 19, 8192, ushort.MaxValue }) Refused(With(good, table, length));
        foreach (ushort length in new ushort[] { 0, 17, 200, ushort.MaxValue }) Refused(With(good, table - 18, length));
    }

    [Fact]
    public void Parse_EveryByteOfTheTableAndMetadataDamaged_NeverThrows()
    {
        byte[] good = new ImitatedFirmware().Build();
        foreach (int at in Enumerable.Range(good.Length - 2048, 128).Concat(Enumerable.Range(good.Length - 256, 256)))
        {
            foreach (byte change in new byte[] { 0x01, 0x80, 0xFF })
            {
                byte[] bad = [.. good];
                bad[at] ^= change;
                SnpFirmware? firmware = SnpFirmware.Parse(bad, out string? fault);
                Assert.Equal(firmware is null, fault is not null);
                byte[]? measured = firmware is null ? null : new SnpLaunch { Firmware = firmware, Boot = DirectBoot.Of(Stream.Null, null, "") }.Measure(out fault);
                Assert.Equal(measured is null, fault is not null);
            }
        }
    }

    private static void Refused(byte[] image)
    {
        Assert.Null(SnpFirmware.Parse(image, out string? fault));
        Assert.True(fault is { Length: > 10 });
    }

    private static byte[] With(byte[] image, int at, ushort value)
    {
        byte[] changed = [.. image];
        BinaryPrimitives.WriteUInt16LittleEndian(changed.AsSpan(at), value);
        return changed;
    }
}
