using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Lamina.Attestation.Measuring;

/// <summary>
/// The launch digest as the SEV-SNP firmware keeps it: each page that is added before the start hashes the digest so far, the
/// page's own digest, its kind and its address (SEV-SNP Firmware ABI, 8.17.2, PAGE_INFO).
/// </summary>
internal sealed class LaunchChain(ReadOnlySpan<byte> start)
{
    public const int PageLength = 4096;

    private const int DigestLength = 48;
    private const int InfoLength = 0x70;

    /// <summary>The address of a save area has no place in the guest: all ones, in pages, in 52 bits.</summary>
    private const ulong SaveAreaAddress = 0xFFFFFFFFF000;

    private readonly byte[] _digest = start.Length == DigestLength ? start.ToArray() : new byte[DigestLength];

    private enum PageKind : byte
    {
        Normal = 1,
        SaveArea = 2,
        Zero = 3,
        Secrets = 5,
        Cpuid = 6,
    }

    public byte[] Digest => (byte[])_digest.Clone();

    /// <summary>Pages with content, whole.</summary>
    public void AddContent(ulong address, ReadOnlySpan<byte> content)
    {
        for (int at = 0; at < content.Length; at += PageLength) Add(PageKind.Normal, address + (ulong)at, SHA384.HashData(content.Slice(at, PageLength)));
    }

    public void AddZeros(ulong address, uint length)
    {
        for (uint at = 0; at < length; at += PageLength) Add(PageKind.Zero, address + at, []);
    }

    public void AddSecrets(ulong address) => Add(PageKind.Secrets, address, []);

    /// <summary>The CPUID page is checked by the hardware and not hashed.</summary>
    public void AddCpuid(ulong address) => Add(PageKind.Cpuid, address, []);

    public void AddSaveArea(ReadOnlySpan<byte> digest) => Add(PageKind.SaveArea, SaveAreaAddress, digest);

    private void Add(PageKind kind, ulong address, ReadOnlySpan<byte> content)
    {
        Span<byte> info = stackalloc byte[InfoLength];
        info.Clear();
        _digest.CopyTo(info);
        content.CopyTo(info[DigestLength..]);
        BinaryPrimitives.WriteUInt16LittleEndian(info[96..], InfoLength);
        info[98] = (byte)kind;
        BinaryPrimitives.WriteUInt64LittleEndian(info[104..], address);
        SHA384.HashData(info, _digest);
    }
}
