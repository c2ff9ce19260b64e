using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Lamina.Attestation.Simulated;

/// <summary>Well-formed and genuine, for the simulated kind.</summary>
internal static class SimulatedVerifier
{
    public static readonly string[] Planned = [StepNames.WellFormed, StepNames.SimulatedRoot, StepNames.SimulatedSignature];

    /// <summary>Enough of the start to tell the kind; the parser then compares every byte of the fixed prefix.</summary>
    public static bool LooksLike(ReadOnlySpan<byte> evidence) => evidence.StartsWith("LAMINAsT"u8);

    public static SimulatedClaims? Verify(ReadOnlyMemory<byte> evidence, StepList steps)
    {
        string? fault = Fault(evidence.Span);
        if (!steps.Check(StepNames.WellFormed, fault, SimulatedTee.Warning))
        {
            return null;
        }

        var claims = new SimulatedClaims
        {
            Debug = Flags(evidence.Span) == 1,
            Measurement = evidence.Slice(SimulatedEvidence.MeasurementOffset, SimulatedEvidence.MeasurementLength),
            ReportData = evidence.Slice(SimulatedEvidence.ReportDataOffset, SimulatedEvidence.ReportDataLength),
        };
        CheckSignatures(evidence.Span, steps);
        return claims;
    }

    private static void CheckSignatures(ReadOnlySpan<byte> evidence, StepList steps)
    {
        ReadOnlySpan<byte> key = evidence.Slice(SimulatedEvidence.KeyOffset, SimulatedEvidence.KeyLength);
        using ECDsa root = SimulatedTee.OpenRoot();
        bool endorsed = root.VerifyData(SimulatedEvidence.EndorsedBytes(key), evidence.Slice(SimulatedEvidence.EndorsementOffset, SimulatedEvidence.SignatureLength), HashAlgorithmName.SHA256);
        if (!steps.Check(StepNames.SimulatedRoot, endorsed, "endorsed by the published, insecure root", "the key is not endorsed by the insecure root"))
        {
            return;
        }

        using ECDsa? signer = EcKeys.FromRaw(key);
        bool signed = signer is not null
            && signer.VerifyData(evidence[..SimulatedEvidence.SignatureOffset], evidence.Slice(SimulatedEvidence.SignatureOffset, SimulatedEvidence.SignatureLength), HashAlgorithmName.SHA256);
        steps.Check(StepNames.SimulatedSignature, signed, "the endorsed key signed this report", "the report's signature does not verify with the endorsed key");
    }

    private static ushort Flags(ReadOnlySpan<byte> evidence) => BinaryPrimitives.ReadUInt16LittleEndian(evidence[SimulatedEvidence.FlagsOffset..]);

    private static string? Fault(ReadOnlySpan<byte> evidence)
    {
        if (evidence.Length != SimulatedEvidence.Length)
        {
            return $"simulated evidence is {evidence.Length} bytes, not {SimulatedEvidence.Length}";
        }

        if (!evidence.StartsWith(SimulatedEvidence.Prefix))
        {
            return "the warning text that simulated evidence must carry was altered";
        }

        ushort version = BinaryPrimitives.ReadUInt16LittleEndian(evidence[SimulatedEvidence.VersionOffset..]);
        return version != 1 ? $"version {version} of simulated evidence is not known, only 1"
            : Flags(evidence) > 1 ? $"flags 0x{Flags(evidence):x4} have bits set that mean nothing"
            : null;
    }
}
