using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lamina.Attestation.Collateral;

namespace Lamina.Attestation.Tests.Forged;

/// <summary>
/// An SGX or TDX quote with all its collateral, good as it is. Change one thing, then <see cref="Verify"/>: everything is
/// signed after the change, so only what was changed is wrong.
/// </summary>
internal sealed class ForgedQuote
{
    private static readonly Keyed RootDefault = ForgedPki.Root("Intel SGX Root CA");
    private static readonly Keyed CaDefault = ForgedPki.Issue(RootDefault, "Intel SGX PCK Platform CA", authority: true, serial: 21);
    private static readonly Keyed SignerDefault = ForgedPki.Issue(RootDefault, "Intel SGX TCB Signing", serial: 22);

    public ForgedQuote(bool tdx, bool v15 = false)
    {
        IsTdx = tdx;
        Version = tdx ? (ushort)(v15 ? 5 : 4) : (ushort)3;
        Body = new byte[tdx ? v15 ? 648 : 584 : 384];
        QeReport[48] = 0x11;
        (tdx ? TdxQeSigner : SgxQeSigner).CopyTo(QeReport, 128);
        QeReport[256] = (byte)(tdx ? 2 : 1);
        QeReport[258] = 8;
        if (tdx)
        {
            new byte[] { 5, 1, 3 }.CopyTo(Body, 0); // module TDX_01, version 5
            Body[123] = 0x10; // SEPT_VE_DISABLE
            Body.AsSpan(136, 48).Fill(0xAA);
        }
        else
        {
            Body[48] = 0x05; // initialised, 64 bit
            Body.AsSpan(64, 32).Fill(0xBB);
            Body.AsSpan(128, 32).Fill(0xCC);
        }

        TcbInfo = TcbInfoTemplate(tdx);
        QeIdentity = QeIdentityTemplate(tdx);
    }

    public static readonly byte[] SgxQeSigner = [.. Enumerable.Repeat((byte)0x51, 32)];
    public static readonly byte[] TdxQeSigner = [.. Enumerable.Repeat((byte)0x52, 32)];

    public bool IsTdx { get; }

    public ushort Version { get; set; }

    public ushort KeyType { get; set; } = 2;

    public uint? TeeType { get; set; }

    public byte[] Vendor { get; set; } = Convert.FromHexString("939A7233F79C4CA9940A0DB3957F0607");

    public byte[] Body { get; }

    public byte[] QeReport { get; } = new byte[384];

    public byte[] Auth { get; set; } = new byte[32];

    public ushort CertificationType { get; set; } = 5;

    /// <summary>Replaces the chain in the quote.</summary>
    public string? ChainPem { get; set; }

    public byte[] Trailing { get; set; } = [];

    public Keyed Root { get; set; } = RootDefault;

    public Keyed Ca { get; set; } = CaDefault;

    public Keyed Signer { get; set; } = SignerDefault;

    public Keyed? Pck { get; set; }

    public byte[] Fmspc { get; set; } = [0, 1, 2, 3, 4, 5];

    public byte[] CpuSvn { get; } = [.. Enumerable.Repeat((byte)5, 16)];

    public int PceSvn { get; set; } = 11;

    public JsonNode TcbInfo { get; }

    public JsonNode QeIdentity { get; }

    /// <summary>What Intel's word is after it was signed; null leaves it as it is.</summary>
    public Func<string, string>? TcbInfoAfterSigning { get; set; }

    public Func<string, string>? QeIdentityAfterSigning { get; set; }

    public byte[]? RootList { get; set; }

    public byte[]? PckList { get; set; }

    /// <summary>The last change to the finished quote or collateral.</summary>
    public Func<byte[], byte[]>? QuoteAfterSigning { get; set; }

    public Action<JsonObject>? CollateralAfterSigning { get; set; }

    public List<CollateralFile> MoreCollateral { get; } = [];

    public RevocationMode? Revocation { get; set; }

    public DateTimeOffset Clock { get; set; } = ForgedPki.Now;

    /// <summary>Spoils a signature: bit of byte of the quote's named part.</summary>
    public string? Spoil { get; set; }

    public Keyed Platform => Pck ??= ForgedPki.Issue(Ca, "Intel SGX PCK Certificate", serial: 33, extensions: ForgedPki.PckExtension(Fmspc, [0, 0], CpuSvn, PceSvn));

    /// <summary>Lowers the platform's versions; its certificate is issued anew, because it tells them.</summary>
    public void LowerTo(byte version)
    {
        CpuSvn.AsSpan().Fill(version);
        PceSvn = version + 5;
        Pck = null;
    }

    public VerificationResult Verify(Attestation.Policies.Policy? policy = null) => EvidenceVerifier.Verify(Quote(), new CollateralSet([new CollateralFile("collateral.json", Collateral()), .. MoreCollateral]), Clock, policy,
        options: new VerificationOptions { TrustRoot = RootDefault.Certificate, Revocation = Revocation });

    public byte[] Quote()
    {
        using ECDsa attestation = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ECPoint point = attestation.ExportParameters(false).Q;
        byte[] key = [.. point.X!, .. point.Y!];
        byte[] header = new byte[48];
        BinaryPrimitives.WriteUInt16LittleEndian(header, Version);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(2), KeyType);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), TeeType ?? (IsTdx ? 0x81u : 0));
        Vendor.CopyTo(header, 12);
        byte[] wrapped = Version == 5 ? [.. U16(Body.Length == 648 ? 3 : IsTdx ? 2 : 1), .. U32(Body.Length), .. Body] : Body;
        byte[] signed = [.. header, .. wrapped];
        byte[] signature = attestation.SignData(signed, HashAlgorithmName.SHA256);
        SHA256.HashData([.. key, .. Auth]).CopyTo(QeReport, 320);
        if (Spoil == "binding") QeReport[320] ^= 1;
        if (Spoil == "binding-rest") QeReport[383] = 1;
        byte[] qeSignature = Platform.Key.SignData(QeReport, HashAlgorithmName.SHA256);
        if (Spoil == "quote-signature") signature[9] ^= 1;
        if (Spoil == "qe-signature") qeSignature[9] ^= 1;
        byte[] chain = Encoding.ASCII.GetBytes((ChainPem ?? Platform.Pem + Ca.Pem + Root.Pem) + "\0");
        byte[] certified = [.. QeReport, .. qeSignature, .. U16(Auth.Length), .. Auth, .. U16(CertificationType), .. U32(chain.Length), .. chain];
        if (Version >= 4) certified = [.. U16(6), .. U32(certified.Length), .. certified];
        byte[] data = [.. signature, .. key, .. certified];
        byte[] quote = [.. signed, .. U32(data.Length), .. data, .. Trailing];
        return QuoteAfterSigning?.Invoke(quote) ?? quote;
    }

    public byte[] Collateral()
    {
        string tcbInfo = TcbInfo.ToJsonString();
        string identity = QeIdentity.ToJsonString();
        var collateral = new JsonObject
        {
            ["pck_crl_issuer_chain"] = Ca.Pem + Root.Pem,
            ["root_ca_crl"] = Convert.ToHexString(RootList ?? ForgedPki.List(Root)),
            ["pck_crl"] = Convert.ToHexString(PckList ?? ForgedPki.List(Ca)),
            ["tcb_info_issuer_chain"] = Signer.Pem + Root.Pem,
            ["tcb_info"] = TcbInfoAfterSigning?.Invoke(tcbInfo) ?? tcbInfo,
            ["tcb_info_signature"] = Sign(tcbInfo),
            ["qe_identity_issuer_chain"] = Signer.Pem + Root.Pem,
            ["qe_identity"] = QeIdentityAfterSigning?.Invoke(identity) ?? identity,
            ["qe_identity_signature"] = Sign(identity),
        };
        CollateralAfterSigning?.Invoke(collateral);
        return Encoding.UTF8.GetBytes(collateral.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    private string Sign(string text) => Convert.ToHexString(Signer.Key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256));

    private static byte[] U16(int value) => BitConverter.GetBytes((ushort)value);

    private static byte[] U32(int value) => BitConverter.GetBytes((uint)value);

    private static string Components(int svn, int first = -1) => "[" + string.Join(",", Enumerable.Range(0, 16).Select(i => $"{{\"svn\":{(i == 0 && first >= 0 ? first : svn)}}}")) + "]";

    private static JsonNode TcbInfoTemplate(bool tdx)
    {
        string zeros = new('0', 96);
        string module = $"\"mrsigner\":\"{zeros}\",\"attributes\":\"0000000000000000\",\"attributesMask\":\"FFFFFFFFFFFFFFFF\"";
        string Level(int svn, string status, string more) => "{\"tcb\":{\"sgxtcbcomponents\":" + Components(svn) + ",\"pcesvn\":" + (svn + 5) + (tdx ? ",\"tdxtcbcomponents\":" + Components(0, 7) : "") + "},\"tcbDate\":\"2025-01-01T00:00:00Z\",\"tcbStatus\":\"" + status + "\"" + more + "}";
        return JsonNode.Parse("{\"id\":\"" + (tdx ? "TDX" : "SGX") + "\",\"version\":3,\"issueDate\":\"2026-05-25T00:00:00Z\",\"nextUpdate\":\"2026-06-24T00:00:00Z\",\"fmspc\":\"000102030405\",\"pceId\":\"0000\",\"tcbType\":0,\"tcbEvaluationDataNumber\":20,"
            + (tdx ? "\"tdxModule\":{" + module + "},\"tdxModuleIdentities\":[{\"id\":\"TDX_01\"," + module + ",\"tcbLevels\":[{\"tcb\":{\"isvsvn\":5},\"tcbDate\":\"2025-01-01T00:00:00Z\",\"tcbStatus\":\"UpToDate\"},{\"tcb\":{\"isvsvn\":3},\"tcbDate\":\"2024-01-01T00:00:00Z\",\"tcbStatus\":\"OutOfDate\",\"advisoryIDs\":[\"INTEL-SA-00003\"]}]}]," : "")
            + "\"tcbLevels\":[" + Level(5, "UpToDate", "") + "," + Level(3, "OutOfDate", ",\"advisoryIDs\":[\"INTEL-SA-00001\"]") + "]}")!;
    }

    private static JsonNode QeIdentityTemplate(bool tdx) => JsonNode.Parse("{\"id\":\"" + (tdx ? "TD_QE" : "QE") + "\",\"version\":2,\"issueDate\":\"2026-05-25T00:00:00Z\",\"nextUpdate\":\"2026-06-24T00:00:00Z\",\"tcbEvaluationDataNumber\":20,\"miscselect\":\"00000000\",\"miscselectMask\":\"FFFFFFFF\",\"attributes\":\"11000000000000000000000000000000\",\"attributesMask\":\"FBFFFFFFFFFFFFFF0000000000000000\",\"mrsigner\":\""
        + Convert.ToHexString(tdx ? TdxQeSigner : SgxQeSigner) + "\",\"isvprodid\":" + (tdx ? 2 : 1) + ",\"tcbLevels\":[{\"tcb\":{\"isvsvn\":8},\"tcbDate\":\"2025-01-01T00:00:00Z\",\"tcbStatus\":\"UpToDate\"},{\"tcb\":{\"isvsvn\":4},\"tcbDate\":\"2024-01-01T00:00:00Z\",\"tcbStatus\":\"OutOfDate\",\"advisoryIDs\":[\"INTEL-SA-00002\"]}]}")!;
}
