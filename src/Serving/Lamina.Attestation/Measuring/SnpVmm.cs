namespace Lamina.Attestation.Measuring;

/// <summary>Who starts the machine: each places pages and registers a little differently.</summary>
public enum SnpVmm
{
    /// <summary>QEMU with KVM, Linux 6.11 or newer (registers of the floating-point unit in the save area).</summary>
    Qemu,

    /// <summary>Amazon EC2: CPUID pages come last, and the registers differ.</summary>
    Ec2,
}
