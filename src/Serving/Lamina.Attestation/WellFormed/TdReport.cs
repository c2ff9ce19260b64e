namespace Lamina.Attestation.WellFormed;

/// <summary>A TD quote body: 584 bytes (TDX 1.0) or 648 (TDX 1.5) (Intel TDX DCAP quoting library API, A.3.2).</summary>
internal sealed class TdReport(ReadOnlyMemory<byte> bytes)
{
    public const int Length10 = 584;
    public const int Length15 = 648;

    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    public bool Is15 => Bytes.Length == Length15;

    public ReadOnlyMemory<byte> TeeTcbSvn => Bytes[..16];

    public ReadOnlyMemory<byte> MrSignerSeam => Bytes.Slice(64, 48);

    public ReadOnlyMemory<byte> SeamAttributes => Bytes.Slice(112, 8);

    public ReadOnlyMemory<byte> TdAttributes => Bytes.Slice(120, 8);

    public ReadOnlyMemory<byte> MrTd => Bytes.Slice(136, 48);

    public ReadOnlyMemory<byte> MrConfigId => Bytes.Slice(184, 48);

    public ReadOnlyMemory<byte> MrOwner => Bytes.Slice(232, 48);

    public ReadOnlyMemory<byte> MrOwnerConfig => Bytes.Slice(280, 48);

    public ReadOnlyMemory<byte> ReportData => Bytes.Slice(520, 64);

    /// <summary>Run-time measurement register 0 to 3, 48 bytes.</summary>
    public ReadOnlyMemory<byte> Rtmr(int index) => Bytes.Slice(328 + (48 * index), 48);

    /// <summary>48 bytes; zero where TDX 1.0 has no such field.</summary>
    public ReadOnlyMemory<byte> MrServiceTd => Is15 ? Bytes.Slice(600, 48) : new byte[48];
}
