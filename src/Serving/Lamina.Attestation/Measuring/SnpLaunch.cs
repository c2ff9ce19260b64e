using System.Security.Cryptography;

namespace Lamina.Attestation.Measuring;

/// <summary>How an SEV-SNP machine is started; <see cref="Measure(out string?)"/> says what its report's measurement will be.</summary>
public sealed record SnpLaunch
{
    /// <summary>The most virtual processors that are measured.</summary>
    public const int MaxProcessors = 4096;

    /// <summary>The firmware.</summary>
    public required SnpFirmware Firmware { get; init; }

    /// <summary>Kernel, initramfs and command line that are started directly; null if the firmware finds a disk, which is then not measured.</summary>
    public DirectBoot? Boot { get; init; }

    /// <summary>Virtual processors, 1 to <see cref="MaxProcessors"/>; each adds a page.</summary>
    public int Processors { get; init; } = 1;

    /// <summary>CPUID signature of the processor model that QEMU was told (<see cref="ProcessorSignature"/>); EC2 does not use it.</summary>
    public uint Signature { get; init; } = ProcessorSignature.Epyc;

    /// <summary>SEV_FEATURES; bit 0 is SEV-SNP itself. Kernels 6.9 and 6.10 set bit 5 too: 0x21.</summary>
    public ulong Features { get; init; } = 1;

    /// <summary>Who starts the machine.</summary>
    public SnpVmm Vmm { get; init; }

    /// <summary>The launch measurement, 48 bytes, as an attestation report states it; null and why if this cannot be started.</summary>
    public byte[]? Measure(out string? fault)
    {
        var chain = new LaunchChain([]);
        chain.AddContent((1UL << 32) - (ulong)Firmware.Image.Length, Firmware.Image.Span);
        return Measure(chain, out fault);
    }

    /// <summary>As the other, from the digest after the firmware's own pages.</summary>
    internal byte[]? Measure(LaunchChain chain, out string? fault)
    {
        fault = Judge();
        if (fault is not null) return null;
        foreach (FirmwareSection section in Firmware.Sections) Add(chain, section);

        // EC2 fills in the CPUID pages when all else is placed.
        foreach (FirmwareSection section in Firmware.Sections.Where(section => Vmm == SnpVmm.Ec2 && section.Kind == FirmwareSectionKind.Cpuid)) chain.AddCpuid(section.Address);

        byte[] other = SHA384.HashData(SaveArea.Page(Firmware.ResetAddress, Features, Signature, Vmm));
        chain.AddSaveArea(SHA384.HashData(SaveArea.Page(SaveArea.ResetVector, Features, Signature, Vmm)));
        for (int processor = 1; processor < Processors; processor++) chain.AddSaveArea(other);
        return chain.Digest;
    }

    private string? Judge()
    {
        FirmwareSection[] hashes = [.. Firmware.Sections.Where(section => section.Kind == FirmwareSectionKind.KernelHashes)];
        long offset = hashes.Length == 1 ? (long)Firmware.HashTableAddress - hashes[0].Address : -1;
        return Processors is < 1 or > MaxProcessors ? $"{Processors} processors are not 1 to {MaxProcessors}"
            : (Features & 1) == 0 ? $"the features 0x{Features:x} lack bit 0, SEV-SNP itself"
            : Processors > 1 && Firmware.ResetAddress == 0 ? "the firmware does not say where a second processor starts"
            : Boot is null ? null
            : hashes.Length != 1 ? $"the firmware has {hashes.Length} pages for the hashes of kernel, initramfs and command line, one is needed: it must be edk2's AmdSev build"
            : hashes[0].Length != LaunchChain.PageLength || offset < 0 || offset + DirectBoot.TableLength > LaunchChain.PageLength ? $"the firmware's table of hashes at 0x{Firmware.HashTableAddress:x} lies outside of its page at 0x{hashes[0].Address:x}"
            : null;
    }

    private void Add(LaunchChain chain, FirmwareSection section)
    {
        switch (section.Kind)
        {
            case FirmwareSectionKind.Secrets:
                chain.AddSecrets(section.Address);
                break;
            case FirmwareSectionKind.Cpuid when Vmm == SnpVmm.Qemu:
                chain.AddCpuid(section.Address);
                break;
            case FirmwareSectionKind.Cpuid:
                break;
            case FirmwareSectionKind.KernelHashes when Boot is not null:
                byte[] page = new byte[LaunchChain.PageLength];
                Boot.WriteTable(page.AsSpan((int)(Firmware.HashTableAddress - section.Address)));
                chain.AddContent(section.Address, page);
                break;
            default:
                chain.AddZeros(section.Address, section.Length);
                break;
        }
    }
}
