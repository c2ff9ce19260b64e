using System.Buffers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Lamina.Attestation.Json;
using Lamina.Attestation.WellFormed;

namespace Lamina.Attestation.Collateral;

/// <summary>
/// Tells collateral apart by its content: the nine-field JSON of Intel's collateral, the services' own JSON responses,
/// certificates and revocation lists (DER, PEM, hex), certificate tables, alone or several in one PEM with text around them.
/// </summary>
internal sealed class CollateralReader
{
    public const int MaxFileLength = 4 << 20;

    private const int MaxCertificates = 64;

    private readonly CollateralDocuments _found = new();

    public static CollateralDocuments Read(IEnumerable<CollateralFile> files)
    {
        var reader = new CollateralReader();
        foreach (CollateralFile file in files) reader.ReadFile(file.Name, file.Content);
        return reader._found;
    }

    private void ReadFile(string source, ReadOnlyMemory<byte> content)
    {
        ReadOnlySpan<byte> text = content.Span.TrimStart(" \t\r\n"u8);
        if (content.Length > MaxFileLength) Fault(source, $"{content.Length} bytes are more than the {MaxFileLength} that are read");
        else if (text.StartsWith("{"u8)) ReadJson(source, content);
        else if (content.Span.IndexOf("-----BEGIN "u8) >= 0) ReadPem(source, content);
        else if (CertificateTable.LooksLike(content.Span)) ReadTable(source, content);
        else if (text.Length > 0 && text[0] == 0x30 && !IsHex(text)) ReadDer(source, content);
        else if (IsHex(text) && FromHex(text) is { } der) ReadDer(source, der);
        else Fault(source, "it is no JSON, PEM, DER or certificate table");
    }

    private void ReadJson(string source, ReadOnlyMemory<byte> content)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(content, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 32 });
            JsonElement root = document.RootElement;
            int before = Count();
            if (root.TryGetProperty("tcbInfo", out JsonElement tcbInfo)) AddTcbInfo(source, Raw(tcbInfo), Text(root, "signature"), []);
            if (root.TryGetProperty("enclaveIdentity", out JsonElement identity)) AddQeIdentity(source, Raw(identity), Text(root, "signature"), []);
            ReadNineFields(source, root);
            if (Count() == before) Fault(source, "the JSON holds no collateral that is known");
        }
        catch (JsonException error)
        {
            Fault(source, JsonSentence.Of(error));
        }
        catch (InvalidOperationException)
        {
            Fault(source, JsonSentence.NoUnicode);
        }
    }

    private int Count() => _found.TcbInfos.Count + _found.QeIdentities.Count + _found.RevocationLists.Count + _found.Certificates.Count + _found.Faults.Count;

    private void ReadNineFields(string source, JsonElement root)
    {
        foreach (string key in new[] { "root_ca_crl", "pck_crl" })
        {
            if (Text(root, key) is { } hex && FromHexOrPem(hex) is { } der) AddRevocationList($"{source} ({key})", der);
            else if (Text(root, key) is not null) Fault($"{source} ({key})", "it is neither hex nor PEM");
        }

        foreach (string key in new[] { "pck_crl_issuer_chain", "pck_certificate_chain" })
        {
            if (Text(root, key) is { } pem) _found.Certificates.AddRange(Certificates($"{source} ({key})", Encoding.UTF8.GetBytes(pem)));
        }

        if (Text(root, "tcb_info") is { } tcbInfo)
        {
            AddTcbInfo($"{source} (tcb_info)", Encoding.UTF8.GetBytes(tcbInfo), Text(root, "tcb_info_signature"), Chain("tcb_info_issuer_chain"));
        }

        if (Text(root, "qe_identity") is { } identity)
        {
            AddQeIdentity($"{source} (qe_identity)", Encoding.UTF8.GetBytes(identity), Text(root, "qe_identity_signature"), Chain("qe_identity_issuer_chain"));
        }

        List<SourcedCertificate> Chain(string key) => Text(root, key) is { } pem ? Certificates($"{source} ({key})", Encoding.UTF8.GetBytes(pem)) : [];
    }

    private void ReadPem(string source, ReadOnlyMemory<byte> content)
    {
        int blocks = 0;
        ReadOnlySpan<byte> rest = content.Span;
        while (PemEncoding.TryFindUtf8(rest, out PemFields fields) && blocks++ < MaxCertificates)
        {
            string label = Encoding.UTF8.GetString(rest[fields.Label]);
            byte[] der = new byte[fields.DecodedDataLength];
            Convert.TryFromBase64String(Encoding.UTF8.GetString(rest[fields.Base64Data]), der, out _);
            if (label is "CERTIFICATE" or "X509 CERTIFICATE" or "TRUSTED CERTIFICATE") AddCertificate(source, der, _found.Certificates);
            else if (label is "X509 CRL" or "CRL") AddRevocationList(source, der);
            else Fault(source, $"a PEM block '{JsonSentence.Shown(label)}' is neither certificate nor revocation list");
            rest = rest[fields.Location.End.Value..];
        }

        if (blocks == 0 || rest.IndexOf("-----BEGIN "u8) >= 0) Fault(source, blocks < MaxCertificates ? "a PEM block is damaged" : $"more than {MaxCertificates} PEM blocks");
    }

    private void ReadTable(string source, ReadOnlyMemory<byte> content)
    {
        if (CertificateTable.Parse(content, out string? fault) is not { } entries)
        {
            Fault(source, $"certificate table: {fault}");
            return;
        }

        foreach ((string name, ReadOnlyMemory<byte> entry) in entries)
        {
            if (entry.Span.StartsWith("-----BEGIN "u8)) ReadPem($"{source} ({name})", entry);
            else AddCertificate($"{source} ({name})", entry, _found.Certificates);
        }
    }

    /// <summary>A list's signed part starts with a version or algorithm and then a name; a certificate's with an explicit version tag.</summary>
    private void ReadDer(string source, ReadOnlyMemory<byte> der)
    {
        if (RevocationList.Parse(source, der, out string? listFault) is { } list) _found.RevocationLists.Add(list);
        else if (Load(der) is { } certificate) _found.Certificates.Add(new SourcedCertificate(source, certificate));
        else Fault(source, $"the DER is no certificate, and no revocation list: {listFault}");
    }

    private void AddTcbInfo(string source, ReadOnlyMemory<byte> raw, string? signature, List<SourcedCertificate> signers)
    {
        if (SignatureOf(source, signature) is not { } bytes) return;
        if (TcbInfo.Parse(raw, out string? fault) is { } info) _found.TcbInfos.Add(new SignedDocument<TcbInfo>(source, info, bytes, signers));
        else Fault(source, $"TCB info: {fault}");
    }

    private void AddQeIdentity(string source, ReadOnlyMemory<byte> raw, string? signature, List<SourcedCertificate> signers)
    {
        if (SignatureOf(source, signature) is not { } bytes) return;
        if (QeIdentity.Parse(raw, out string? fault) is { } identity) _found.QeIdentities.Add(new SignedDocument<QeIdentity>(source, identity, bytes, signers));
        else Fault(source, $"QE identity: {fault}");
    }

    private byte[]? SignatureOf(string source, string? hex)
    {
        if (hex is { Length: 128 } && FromHex(Encoding.UTF8.GetBytes(hex)) is { } signature) return signature;
        Fault(source, "its signature is missing or no 128 hex digits");
        return null;
    }

    private void AddRevocationList(string source, ReadOnlyMemory<byte> der)
    {
        if (RevocationList.Parse(source, der, out string? fault) is { } list) _found.RevocationLists.Add(list);
        else Fault(source, $"revocation list: {fault}");
    }

    private List<SourcedCertificate> Certificates(string source, ReadOnlyMemory<byte> pem)
    {
        List<SourcedCertificate> chain = [];
        if (PemCertificates.Read(pem.Span, out string? fault) is { } certificates) chain.AddRange(certificates.Select(certificate => new SourcedCertificate(source, certificate)));
        else Fault(source, fault!);
        return chain;
    }

    private void AddCertificate(string source, ReadOnlyMemory<byte> der, List<SourcedCertificate> into)
    {
        if (Load(der) is { } certificate) into.Add(new SourcedCertificate(source, certificate));
        else Fault(source, "a certificate in it cannot be read");
    }

    private void Fault(string source, string what) => _found.Faults.Add($"{source}: {what}");

    private static X509Certificate2? Load(ReadOnlyMemory<byte> der) => PemCertificates.Load(der.Span);

    private static ReadOnlyMemory<byte> Raw(JsonElement element) => Encoding.UTF8.GetBytes(element.GetRawText());

    private static string? Text(JsonElement root, string key) => root.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool IsHex(ReadOnlySpan<byte> text) => text.Length > 0 && text.TrimEnd(" \t\r\n"u8).IndexOfAnyExcept(HexDigits) < 0;

    private static byte[]? FromHex(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> digits = text.Trim(" \t\r\n"u8);
        byte[] bytes = new byte[digits.Length / 2];
        return digits.Length % 2 == 0 && Convert.FromHexString(digits, bytes, out _, out _) == OperationStatus.Done ? bytes : null;
    }

    /// <summary>Caching services hand the root's list out as hex, PEM or base64 of DER.</summary>
    private static ReadOnlyMemory<byte>? FromHexOrPem(string text)
    {
        if (FromHex(Encoding.UTF8.GetBytes(text)) is { } bytes) return bytes;
        if (!PemEncoding.TryFind(text, out PemFields fields)) return null;
        return Convert.FromBase64String(text[fields.Base64Data]);
    }

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);
}
