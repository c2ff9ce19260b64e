using System.Text;

namespace Lamina.Attestation.Simulated;

/// <summary>
/// The bytes of simulated evidence. One layout, no lengths inside, so every byte is covered by a check:
/// magic (8) | warning (ASCII, fixed) | version u16 = 1 | flags u16, bit 0 debug | measurement (32) | report data (64) |
/// key x, y (64) | the root's signature over magic..warning and key (64) | the key's signature over all before (64).
/// </summary>
internal static class SimulatedEvidence
{
    public const int MeasurementLength = 32;
    public const int ReportDataLength = 64;
    public const int KeyLength = 64;
    public const int SignatureLength = 64;

    public static readonly byte[] Prefix = Encoding.ASCII.GetBytes("LAMINAsT" + SimulatedTee.Warning);

    public static readonly int VersionOffset = Prefix.Length;
    public static readonly int FlagsOffset = VersionOffset + 2;
    public static readonly int MeasurementOffset = FlagsOffset + 2;
    public static readonly int ReportDataOffset = MeasurementOffset + MeasurementLength;
    public static readonly int KeyOffset = ReportDataOffset + ReportDataLength;
    public static readonly int EndorsementOffset = KeyOffset + KeyLength;
    public static readonly int SignatureOffset = EndorsementOffset + SignatureLength;
    public static readonly int Length = SignatureOffset + SignatureLength;

    /// <summary>What the root signs: the warning and the key, so that the endorsement fits no other use.</summary>
    public static byte[] EndorsedBytes(ReadOnlySpan<byte> key) => [.. Prefix, .. key];
}

/// <summary>What simulated evidence says.</summary>
public sealed record SimulatedClaims : EvidenceClaims
{
    /// <inheritdoc/>
    public override EvidenceKind Kind => EvidenceKind.Simulated;

    /// <summary>32 bytes that the program states about itself; nothing vouches for them.</summary>
    public required ReadOnlyMemory<byte> Measurement { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string>> Describe() =>
    [
        Line("warning", SimulatedTee.Warning),
        Line("measurement", Measurement),
        Line("debug", Debug ? "on" : "off"),
        Line("report-data", ReportData),
    ];
}
