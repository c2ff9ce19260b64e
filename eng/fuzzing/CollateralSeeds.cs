using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Lamina.Attestation.Policies;
using Lamina.Attestation.Tests.Forged;
using Lamina.Protocol.Bundles;

namespace Lamina.Fuzz;

/// <summary>Seeds of what is beside evidence: the vendors' documents as a PKI of our own issues them, event logs, signatures, answers. Keys are new each time.</summary>
internal static class CollateralSeeds
{
    public static void Write(Action<string, string, byte[]> save)
    {
        Keyed root = ForgedPki.Root("Root", ECCurve.NamedCurves.nistP384);
        byte[] list = ForgedPki.List(root, [3, 1L << 40]);
        save("crl", "two-revoked", list);
        save("crl", "delta", ForgedPki.List(root, critical: true));
        foreach (bool tdx in new[] { false, true })
        {
            ForgedQuote quote = new(tdx);
            string kind = tdx ? "tdx" : "sgx";
            save("tcb-info", kind, Encoding.UTF8.GetBytes(quote.TcbInfo.ToJsonString()));
            save("qe-identity", kind, Encoding.UTF8.GetBytes(quote.QeIdentity.ToJsonString()));
            save("collateral", kind, quote.Collateral());
        }

        Keyed pck = new ForgedQuote(tdx: false).Platform;
        ForgedReport report = new();
        Keyed vcek = report.MakeLeaf(report.Ask);
        save("pck-extension", "pck", ForgedPki.PckExtension([0, 1, 2, 3, 4, 5], [0, 0], [.. Enumerable.Range(0, 16).Select(i => (byte)i)], 11).RawData);
        save("certificate", "pck", pck.Certificate.RawData);
        save("certificate", "vcek", vcek.Certificate.RawData);
        byte[] table = Table(("63da758d-e664-4564-adc5-f4b93be8accd", vcek.Certificate.RawData), ("4ab7b379-bbac-4fe4-a02f-05aef327c782", report.Ask.Certificate.RawData));
        save("certificate-table", "vcek", table);
        save("collateral", "table", table);
        save("collateral", "list", list);
        save("collateral", "pem", Encoding.ASCII.GetBytes($"text around it\n{vcek.Pem}{PemEncoding.WriteString("X509 CRL", list)}\n"));
        save("event-log", "two-events", EventLog());
        save("plan-signature", "p256", Encoding.ASCII.GetBytes(PlanSignature.ToText(PlanSignature.Sign(pck.Key, new byte[32]))));
        save("evidence-request", "fresh", EvidenceRequest.Fresh(new byte[32]).ToJson());
        save("evidence-request", "epoch", EvidenceRequest.Epoch.ToJson());
        string base64 = Convert.ToBase64String(new byte[32]);
        save("released-key", "x25519", Encoding.ASCII.GetBytes($$"""{"version":1,"key_id":1,"suite":"x25519-sha256-aes128gcm","encapsulation":"{{base64}}","ciphertext":"{{Convert.ToBase64String(new byte[56])}}"}"""));
    }

    /// <summary>As GHCB says: entries of GUID, offset and length, ended by zeros; then the certificates.</summary>
    private static byte[] Table(params (string Guid, byte[] Der)[] entries)
    {
        List<byte> head = [], content = [];
        int start = 24 * (entries.Length + 1);
        foreach ((string guid, byte[] der) in entries)
        {
            head.AddRange(new Guid(guid).ToByteArray(bigEndian: true));
            head.AddRange(BitConverter.GetBytes(start + content.Count));
            head.AddRange(BitConverter.GetBytes(der.Length));
            content.AddRange(der);
        }

        return [.. head, .. new byte[24], .. content];
    }

    /// <summary>The first entry of the old layout, two events with SHA-384 digests, and the unused rest of the table.</summary>
    private static byte[] EventLog()
    {
        List<byte> log = [];
        byte[] header = [.. "Spec ID Event03\0"u8, .. new byte[8], 1, 0, 0, 0, 0x0C, 0, 48, 0, 0];
        log.AddRange([1, 0, 0, 0, 3, 0, 0, 0, .. new byte[20], .. U32(header.Length), .. header]);
        foreach (byte register in (byte[])[1, 2])
        {
            byte[] data = Encoding.ASCII.GetBytes($"event of register {register}");
            log.AddRange([register, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0x0C, 0, .. SHA384.HashData(data), .. U32(data.Length), .. data]);
        }

        return [.. log, .. Enumerable.Repeat((byte)0xFF, 64)];

        static byte[] U32(int value)
        {
            byte[] bytes = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
            return bytes;
        }
    }
}
