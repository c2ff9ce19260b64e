using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Lamina.Attestation.Measuring;

/// <summary>
/// What a VMM starts directly, without a disk. QEMU places the three SHA-256 digests in a page of the guest that is measured
/// (<c>target/i386/sev.c</c>), and the firmware compares what it is handed with them.
/// </summary>
/// <param name="Kernel">SHA-256 of the kernel's file.</param>
/// <param name="Initramfs">SHA-256 of the initramfs; of nothing if there is none.</param>
/// <param name="CommandLine">SHA-256 of the command line with its closing zero byte.</param>
public sealed record DirectBoot(ReadOnlyMemory<byte> Kernel, ReadOnlyMemory<byte> Initramfs, ReadOnlyMemory<byte> CommandLine)
{
    internal const int TableLength = 176;

    private const int EntryLength = 16 + 2 + 32;

    private static readonly Guid Header = new("9438d606-4f22-4cc9-b479-a793d411fd21");
    private static readonly Guid KernelEntry = new("4de79437-abd2-427f-b835-d5b172d2045b");
    private static readonly Guid InitramfsEntry = new("44baf731-3a2f-4bd7-9af1-41e29169781d");
    private static readonly Guid CommandLineEntry = new("97d02dd8-bd20-4c94-aa78-e7714d36ab2a");

    /// <summary>Hashes the three; the streams are read to their ends and stay the caller's.</summary>
    public static DirectBoot Of(Stream kernel, Stream? initramfs, string commandLine)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(commandLine);
        return new DirectBoot(SHA256.HashData(kernel), initramfs is null ? SHA256.HashData([]) : SHA256.HashData(initramfs), SHA256.HashData(Encoding.UTF8.GetBytes(commandLine + '\0')));
    }

    /// <summary>Writes the table as QEMU lays it out: header, command line, initramfs, kernel, padding to 16 bytes.</summary>
    internal void WriteTable(Span<byte> target)
    {
        Header.TryWriteBytes(target);
        BinaryPrimitives.WriteUInt16LittleEndian(target[16..], 16 + 2 + (3 * EntryLength));
        Span<byte> rest = target[18..];
        foreach ((Guid id, ReadOnlyMemory<byte> digest) in new[] { (CommandLineEntry, CommandLine), (InitramfsEntry, Initramfs), (KernelEntry, Kernel) })
        {
            id.TryWriteBytes(rest);
            BinaryPrimitives.WriteUInt16LittleEndian(rest[16..], EntryLength);
            digest.Span.CopyTo(rest[18..EntryLength]);
            rest = rest[EntryLength..];
        }
    }
}
