using System.Buffers.Binary;

namespace Lamina.Attestation.WellFormed;

/// <summary>An SGX report body: 384 bytes (Intel SDM volume 3D, REPORT). Of the application's enclave or of the quoting enclave.</summary>
internal sealed class EnclaveReport(ReadOnlyMemory<byte> bytes)
{
    public const int Length = 384;

    /// <summary>The flag of <see cref="Attributes"/> that lets the host look inside.</summary>
    public const byte DebugFlag = 0x02;

    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    public ReadOnlyMemory<byte> MiscSelect => Bytes.Slice(16, 4);

    /// <summary>Flags (8) and XFRM (8).</summary>
    public ReadOnlyMemory<byte> Attributes => Bytes.Slice(48, 16);

    public ReadOnlyMemory<byte> MrEnclave => Bytes.Slice(64, 32);

    public ReadOnlyMemory<byte> MrSigner => Bytes.Slice(128, 32);

    public ushort IsvProdId => BinaryPrimitives.ReadUInt16LittleEndian(Bytes.Span[256..]);

    public ushort IsvSvn => BinaryPrimitives.ReadUInt16LittleEndian(Bytes.Span[258..]);

    public ReadOnlyMemory<byte> ReportData => Bytes.Slice(320, 64);

    public bool Debug => (Attributes.Span[0] & DebugFlag) != 0;
}
