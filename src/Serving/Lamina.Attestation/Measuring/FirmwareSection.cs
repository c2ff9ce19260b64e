namespace Lamina.Attestation.Measuring;

/// <summary>What a VMM has to place in a part of the guest's memory before the start (edk2, <c>OvmfSevMetadata.asm</c>).</summary>
internal enum FirmwareSectionKind : uint
{
    ZeroMemory = 1,
    Secrets = 2,
    Cpuid = 3,
    SvsmCallingArea = 4,
    KernelHashes = 0x10,
}

/// <summary>A part of the guest's memory that the firmware names.</summary>
/// <param name="Address">Guest-physical, a multiple of 4096.</param>
/// <param name="Length">Bytes, a multiple of 4096.</param>
/// <param name="Kind">What is placed there.</param>
internal readonly record struct FirmwareSection(uint Address, uint Length, FirmwareSectionKind Kind);
