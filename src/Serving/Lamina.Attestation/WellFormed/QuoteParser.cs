namespace Lamina.Attestation.WellFormed;

/// <summary>
/// Parses DCAP quotes of version 3, 4 and 5 (Intel SGX DCAP quoting library API, A.4; Intel TDX DCAP, A.3 and A.4).
/// Bytes after the signed structure are counted and never used; inside it every byte must be accounted for.
/// </summary>
internal static class QuoteParser
{
    public const uint TeeSgx = 0;
    public const uint TeeTdx = 0x81;
    public const ushort PckChain = 5;

    private const ushort QeReportCertification = 6;

    /// <summary>Takes a quote apart; answers null and the fault if it is not well-formed.</summary>
    public static Quote? Parse(ReadOnlyMemory<byte> bytes, out string? fault)
    {
        var reader = new FieldReader(bytes);
        ushort version = reader.U16("version");
        ushort keyType = reader.U16("attestation key type");
        uint tee = reader.U32("TEE type");
        reader.Take(4, "QE and PCE version");
        ReadOnlyMemory<byte> vendor = reader.Take(16, "QE vendor id");
        reader.Take(20, "user data");
        ReadOnlyMemory<byte> body = Body(ref reader, version, tee, out fault);
        int signedLength = reader.Position;
        uint signatureLength = reader.U32("signature data length");
        ReadOnlyMemory<byte> signatureData = reader.Take(signatureLength, "signature data");
        fault ??= reader.Fault;
        if (fault is not null) return null;

        var inner = new FieldReader(signatureData);
        ReadOnlyMemory<byte> signature = inner.Take(64, "signature");
        ReadOnlyMemory<byte> key = inner.Take(64, "attestation key");
        int wrapped = inner.Remaining;
        if (version >= 4)
        {
            ushort outerType = inner.U16("certification data type");
            uint outerLength = inner.U32("certification data length");
            wrapped = inner.Remaining;
            if (inner.Fault is null && (outerType != QeReportCertification || outerLength != wrapped))
            {
                fault = $"version {version} needs certification data of type {QeReportCertification} and {wrapped} bytes, not type {outerType} and {outerLength} bytes";
                return null;
            }
        }

        ReadOnlyMemory<byte> qeReport = inner.Take(EnclaveReport.Length, "QE report");
        ReadOnlyMemory<byte> qeSignature = inner.Take(64, "QE report signature");
        ReadOnlyMemory<byte> auth = inner.Take(inner.U16("QE authentication data length"), "QE authentication data");
        ushort certificationType = inner.U16("inner certification data type");
        ReadOnlyMemory<byte> certification = inner.Take(inner.U32("inner certification data length"), "inner certification data");
        fault = inner.Fault ?? (inner.Remaining > 0 ? $"{inner.Remaining} bytes of the signature data belong to no field" : null);
        return fault is not null ? null : new Quote
        {
            Version = version,
            KeyType = keyType,
            TeeType = tee,
            QeVendorId = vendor,
            Signed = bytes[..signedLength],
            Enclave = body.Length == EnclaveReport.Length ? new EnclaveReport(body) : null,
            Td = body.Length == EnclaveReport.Length ? null : new TdReport(body),
            Signature = signature,
            AttestationKey = key,
            QeReport = new EnclaveReport(qeReport),
            QeReportSignature = qeSignature,
            QeAuthData = auth,
            CertificationType = certificationType,
            CertificationData = certification,
            Trailing = reader.Remaining,
        };
    }

    private static ReadOnlyMemory<byte> Body(ref FieldReader reader, ushort version, uint tee, out string? fault)
    {
        fault = null;
        int expected = tee == TeeTdx ? TdReport.Length10 : EnclaveReport.Length;
        if (version == 5)
        {
            ushort type = reader.U16("body type");
            uint size = reader.U32("body size");
            expected = type switch { 1 => EnclaveReport.Length, 2 => TdReport.Length10, 3 => TdReport.Length15, _ => 0 };
            bool fits = (tee == TeeTdx) == (type is 2 or 3);
            if (reader.Fault is null && (expected == 0 || size != expected || !fits))
            {
                fault = $"body type {type} with {size} bytes is unknown for TEE type 0x{tee:x}";
            }
        }

        return reader.Take(expected, "body");
    }
}
