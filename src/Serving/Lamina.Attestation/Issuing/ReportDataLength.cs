namespace Lamina.Attestation.Issuing;

internal static class ReportDataLength
{
    public static void Check(ReadOnlyMemory<byte> reportData)
    {
        if (reportData.Length != EvidenceVerifier.ReportDataLength)
        {
            throw new ArgumentException($"Report data must be {EvidenceVerifier.ReportDataLength} bytes, not {reportData.Length}.", nameof(reportData));
        }
    }
}
