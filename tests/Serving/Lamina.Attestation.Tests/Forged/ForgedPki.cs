using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Lamina.Attestation.Tests.Forged;

/// <summary>A certificate with its key.</summary>
internal sealed record Keyed(X509Certificate2 Certificate, ECDsa Key)
{
    public string Pem => Certificate.ExportCertificatePem() + "\n";
}

/// <summary>A vendor's PKI of our own, to build evidence that is good in every way but one.</summary>
internal static class ForgedPki
{
    public static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    public static Keyed Root(string name, ECCurve? curve = null) => Issue(null, name, authority: true, curve: curve);

    public static Keyed Issue(Keyed? issuer, string name, bool authority = false, long serial = 7, ECCurve? curve = null, DateTimeOffset? from = null, DateTimeOffset? until = null, params X509Extension[] extensions)
    {
        ECDsa key = ECDsa.Create(curve ?? ECCurve.NamedCurves.nistP256);
        HashAlgorithmName hash = key.KeySize == 384 ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256;
        var request = new CertificateRequest($"CN={name}, O=Forged", key, hash);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, false, 0, true));
        foreach (X509Extension extension in extensions) request.CertificateExtensions.Add(extension);
        DateTimeOffset start = from ?? Now.AddYears(-1);
        DateTimeOffset end = until ?? Now.AddYears(1);
        var generator = issuer is null ? X509SignatureGenerator.CreateForECDsa(key) : X509SignatureGenerator.CreateForECDsa(issuer.Key);
        X500DistinguishedName issuerName = issuer?.Certificate.SubjectName ?? request.SubjectName;
        byte[] number = new BigInteger(serial).ToByteArray(isBigEndian: true);
        return new Keyed(request.Create(issuerName, generator, start, end, number), key);
    }

    /// <summary>A revocation list; <paramref name="signer"/> may be another than the issuer it names.</summary>
    public static byte[] List(Keyed issuer, IEnumerable<long>? revoked = null, DateTimeOffset? from = null, DateTimeOffset? until = null, Keyed? signer = null, bool critical = false)
    {
        Keyed by = signer ?? issuer;
        string algorithm = by.Key.KeySize == 384 ? "1.2.840.10045.4.3.3" : "1.2.840.10045.4.3.2";
        var body = new AsnWriter(AsnEncodingRules.DER);
        using (body.PushSequence())
        {
            body.WriteInteger(1);
            WriteAlgorithm(body);
            body.WriteEncodedValue(issuer.Certificate.SubjectName.RawData);
            body.WriteUtcTime(from ?? Now.AddDays(-1));
            body.WriteUtcTime(until ?? Now.AddDays(1));
            if (revoked?.Any() == true)
            {
                using (body.PushSequence())
                {
                    foreach (long serial in revoked)
                    {
                        using (body.PushSequence())
                        {
                            body.WriteInteger(serial);
                            body.WriteUtcTime(Now.AddDays(-2));
                        }
                    }
                }
            }

            using (body.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            using (body.PushSequence())
            using (body.PushSequence())
            {
                body.WriteObjectIdentifier(critical ? "2.5.29.27" : "2.5.29.20"); // a delta list, or the list's number
                if (critical) body.WriteBoolean(true);
                body.WriteOctetString([2, 1, 1]);
            }
        }

        byte[] signed = body.Encode();
        var list = new AsnWriter(AsnEncodingRules.DER);
        using (list.PushSequence())
        {
            list.WriteEncodedValue(signed);
            WriteAlgorithm(list);
            list.WriteBitString(by.Key.SignData(signed, by.Key.KeySize == 384 ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        }

        return list.Encode();

        void WriteAlgorithm(AsnWriter writer)
        {
            using (writer.PushSequence()) writer.WriteObjectIdentifier(algorithm);
        }
    }

    /// <summary>The SGX extension of a PCK certificate.</summary>
    public static X509Extension PckExtension(byte[] fmspc, byte[] pceId, byte[] cpuSvn, int pceSvn, bool withoutFmspc = false)
    {
        const string oid = "1.2.840.113741.1.13.1";
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(oid + ".2");
                using (writer.PushSequence())
                {
                    for (int i = 0; i < 17; i++)
                    {
                        using (writer.PushSequence())
                        {
                            writer.WriteObjectIdentifier($"{oid}.2.{i + 1}");
                            writer.WriteInteger(i == 16 ? pceSvn : cpuSvn[i]);
                        }
                    }
                }
            }

            Octets(".3", pceId);
            if (!withoutFmspc) Octets(".4", fmspc);
        }

        return new X509Extension(oid, writer.Encode(), false);

        void Octets(string suffix, byte[] value)
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(oid + suffix);
                writer.WriteOctetString(value);
            }
        }
    }
}
