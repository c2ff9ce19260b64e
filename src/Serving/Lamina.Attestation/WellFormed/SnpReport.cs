using System.Buffers.Binary;

namespace Lamina.Attestation.WellFormed;

/// <summary>A SEV-SNP attestation report, version 2 to 5: 1184 bytes (SEV-SNP firmware ABI, ATTESTATION_REPORT).</summary>
internal sealed class SnpReport
{
    public const int Length = 0x4A0;
    public const int SignedLength = 0x2A0;

    private const int ComponentLength = 72;
    private const int ScalarLength = 48;

    private SnpReport(ReadOnlyMemory<byte> bytes) => Bytes = bytes;

    public ReadOnlyMemory<byte> Bytes { get; }

    public uint Version => U32(0);

    public ulong Policy => U64(0x08);

    public uint Vmpl => U32(0x30);

    /// <summary>0 is VCEK, 1 is VLEK.</summary>
    public uint SigningKey => (U32(0x48) >> 2) & 7;

    public ReadOnlyMemory<byte> ReportData => Bytes.Slice(0x50, 64);

    public ReadOnlyMemory<byte> Measurement => Bytes.Slice(0x90, 48);

    public ReadOnlyMemory<byte> HostData => Bytes.Slice(0xC0, 32);

    public ReadOnlyMemory<byte> IdKeyDigest => Bytes.Slice(0xE0, 48);

    /// <summary>8 bytes as they lie in the report; their order depends on the product.</summary>
    public ReadOnlyMemory<byte> ReportedTcb => Bytes.Slice(0x180, 8);

    /// <summary>Processor family and model, from version 3 on; null before.</summary>
    public (byte Family, byte Model)? Processor => Version >= 3 ? (Bytes.Span[0x188], Bytes.Span[0x189]) : null;

    public ReadOnlyMemory<byte> ChipId => Bytes.Slice(0x1A0, 64);

    public ReadOnlyMemory<byte> Signed => Bytes[..SignedLength];

    /// <summary>r and s as .NET wants them: 48 bytes each, big-endian; the report has 72 each, little-endian.</summary>
    public byte[] Signature()
    {
        byte[] signature = new byte[2 * ScalarLength];
        Bytes.Span.Slice(SignedLength, ScalarLength).CopyTo(signature);
        Bytes.Span.Slice(SignedLength + ComponentLength, ScalarLength).CopyTo(signature.AsSpan(ScalarLength));
        signature.AsSpan(0, ScalarLength).Reverse();
        signature.AsSpan(ScalarLength).Reverse();
        return signature;
    }

    /// <summary>Takes a report apart; answers null and the fault if it is not well-formed.</summary>
    public static SnpReport? Parse(ReadOnlyMemory<byte> bytes, out string? fault)
    {
        if (bytes.Length != Length)
        {
            fault = $"a SEV-SNP report is {Length} bytes, not {bytes.Length}";
            return null;
        }

        var report = new SnpReport(bytes);
        fault = report.Version is < 2 or > 5 ? $"report version {report.Version} is not known, only 2 to 5"
            : report.U32(0x34) != 1 ? $"signature algorithm {report.U32(0x34)} is not known, only 1 (ECDSA P-384 with SHA-384)"
            : report.SigningKey > 1 ? $"signing key {report.SigningKey} is neither VCEK (0) nor VLEK (1)"
            : report.Vmpl > 3 ? $"privilege level {report.Vmpl} is not 0 to 3"
            : Zero(SignedLength + ScalarLength, ComponentLength - ScalarLength) && Zero(SignedLength + ComponentLength + ScalarLength, Length - SignedLength - ComponentLength - ScalarLength) ? null
            : "bytes of the signature that must be zero are not";
        return fault is null ? report : null;

        bool Zero(int offset, int length) => bytes.Span.Slice(offset, length).IndexOfAnyExcept((byte)0) < 0;
    }

    private uint U32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes.Span[offset..]);

    private ulong U64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(Bytes.Span[offset..]);
}
