using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Lamina.Attestation.Simulated;

/// <summary>
/// Issues simulated evidence, for development only: nothing protects the program. Each instance makes a key of its own.
/// Safe for concurrent callers; the creator disposes it.
/// </summary>
public sealed class SimulatedTeeIssuer : IEvidenceIssuer, IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Lock _signing = new();
    private readonly byte[] _report;

    /// <summary>Makes the key and has the insecure root endorse it.</summary>
    /// <param name="measurement">32 bytes that the program states about itself, usually the SHA-256 of its file.</param>
    /// <param name="debug">What the evidence says about debugging; default false.</param>
    /// <exception cref="ArgumentException"><paramref name="measurement"/> is not 32 bytes.</exception>
    public SimulatedTeeIssuer(ReadOnlySpan<byte> measurement, bool debug = false)
    {
        if (measurement.Length != SimulatedEvidence.MeasurementLength)
        {
            throw new ArgumentException($"The measurement must be {SimulatedEvidence.MeasurementLength} bytes, not {measurement.Length}.", nameof(measurement));
        }

        _report = new byte[SimulatedEvidence.Length];
        SimulatedEvidence.Prefix.CopyTo(_report, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(_report.AsSpan(SimulatedEvidence.VersionOffset), 1);
        BinaryPrimitives.WriteUInt16LittleEndian(_report.AsSpan(SimulatedEvidence.FlagsOffset), (ushort)(debug ? 1 : 0));
        measurement.CopyTo(_report.AsSpan(SimulatedEvidence.MeasurementOffset));
        ECPoint point = _key.ExportParameters(includePrivateParameters: false).Q;
        point.X!.CopyTo(_report, SimulatedEvidence.KeyOffset);
        point.Y!.CopyTo(_report, SimulatedEvidence.KeyOffset + 32);
        using ECDsa root = SimulatedTee.OpenRoot();
        byte[] endorsed = SimulatedEvidence.EndorsedBytes(_report.AsSpan(SimulatedEvidence.KeyOffset, SimulatedEvidence.KeyLength));
        root.SignData(endorsed, HashAlgorithmName.SHA256).CopyTo(_report, SimulatedEvidence.EndorsementOffset);
    }

    /// <inheritdoc/>
    public EvidenceKind Kind => EvidenceKind.Simulated;

    /// <inheritdoc/>
    public ValueTask<IssuedEvidence> IssueAsync(ReadOnlyMemory<byte> reportData, CancellationToken cancellationToken)
    {
        if (reportData.Length != SimulatedEvidence.ReportDataLength)
        {
            throw new ArgumentException($"Report data must be {SimulatedEvidence.ReportDataLength} bytes, not {reportData.Length}.", nameof(reportData));
        }

        cancellationToken.ThrowIfCancellationRequested();
        byte[] evidence = [.. _report];
        reportData.Span.CopyTo(evidence.AsSpan(SimulatedEvidence.ReportDataOffset));
        byte[] signature;
        lock (_signing)
        {
            signature = _key.SignData(evidence.AsSpan(0, SimulatedEvidence.SignatureOffset), HashAlgorithmName.SHA256);
        }

        signature.CopyTo(evidence, SimulatedEvidence.SignatureOffset);
        return ValueTask.FromResult(new IssuedEvidence(EvidenceKind.Simulated, evidence, default));
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
