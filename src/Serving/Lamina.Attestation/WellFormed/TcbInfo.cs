using System.Text.Json;
using Lamina.Attestation.Json;

namespace Lamina.Attestation.WellFormed;

/// <summary>
/// Intel's word on which versions of a platform are current (Intel PCS API, TCB info version 3), taken apart.
/// <see cref="Raw"/> is the exact text that Intel signed; it is never written anew.
/// </summary>
internal sealed record TcbInfo
{
    private const int Components = 16;

    public required ReadOnlyMemory<byte> Raw { get; init; }

    /// <summary><c>SGX</c> or <c>TDX</c>.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset IssueDate { get; init; }

    public required DateTimeOffset NextUpdate { get; init; }

    public required byte[] Fmspc { get; init; }

    public required byte[] PceId { get; init; }

    public required int EvaluationNumber { get; init; }

    /// <summary>The TDX module of a platform whose module has no version of its own; null for SGX.</summary>
    public TdxModuleIdentity? Module { get; init; }

    /// <summary>TDX modules by id, <c>TDX_01</c> and so on.</summary>
    public required IReadOnlyList<TdxModuleIdentity> Modules { get; init; }

    /// <summary>Best first.</summary>
    public required IReadOnlyList<TcbLevel> Levels { get; init; }

    /// <summary>Takes TCB info apart; null and the fault if it is not well-formed.</summary>
    public static TcbInfo? Parse(ReadOnlyMemory<byte> raw, out string? fault) => SignedJson.Parse(raw, out fault, root => Read(root, raw));

    private static TcbInfo Read(StrictObject root, ReadOnlyMemory<byte> raw)
    {
        root.Integer("version", 3, 3);
        root.Integer("tcbType", 0, 0);
        string id = root.Choice("id", ("SGX", "SGX"), ("TDX", "TDX"));
        bool tdx = id == "TDX";
        return new TcbInfo
        {
            Raw = raw,
            Id = id,
            IssueDate = root.Instant("issueDate"),
            NextUpdate = root.Instant("nextUpdate"),
            Fmspc = root.Hex("fmspc", 6),
            PceId = root.Hex("pceId", 2),
            EvaluationNumber = (int)root.Integer("tcbEvaluationDataNumber", 0, int.MaxValue),
            Module = tdx ? ReadModule(root.Object("tdxModule"), "") : null,
            Modules = tdx && root.Has("tdxModuleIdentities") ? root.Objects("tdxModuleIdentities", entry => ReadModule(entry, entry.Text("id"))) : [],
            Levels = root.Objects("tcbLevels", entry => ReadLevel(entry, tdx)),
        };
    }

    private static TdxModuleIdentity ReadModule(StrictObject json, string id) => new(
        id, json.Hex("mrsigner", 48), json.Hex("attributes", 8), json.Hex("attributesMask", 8),
        id.Length == 0 ? [] : json.Objects("tcbLevels", EnclaveLevel.Read));

    private static TcbLevel ReadLevel(StrictObject json, bool tdx)
    {
        StrictObject tcb = json.Object("tcb");
        byte[] sgx = Svns(tcb, "sgxtcbcomponents");
        byte[]? td = tdx ? Svns(tcb, "tdxtcbcomponents") : null;
        return new TcbLevel(sgx, (int)tcb.Integer("pcesvn", 0, ushort.MaxValue), td, TcbStatusName.Read(json), json.OptionalTexts("advisoryIDs"));
    }

    private static byte[] Svns(StrictObject tcb, string key)
    {
        byte[] svns = [.. tcb.Objects(key, component => (byte)component.Integer("svn", 0, 255))];
        tcb.Require(svns.Length == Components, key, $"must have {Components} components");
        return svns;
    }
}

/// <summary>One row of a platform's table.</summary>
/// <param name="Sgx">16 components that the platform must reach.</param>
/// <param name="PceSvn">What its PCE must reach.</param>
/// <param name="Tdx">16 components of the TDX module's version; null for SGX.</param>
/// <param name="Status">What reaching this row means.</param>
/// <param name="Advisories">Advisories that apply to this row.</param>
internal sealed record TcbLevel(byte[] Sgx, int PceSvn, byte[]? Tdx, string Status, IReadOnlyList<string> Advisories);

/// <summary>Who signed a TDX module, with which attributes, and what its versions mean.</summary>
internal sealed record TdxModuleIdentity(string Id, byte[] MrSigner, byte[] Attributes, byte[] AttributesMask, IReadOnlyList<EnclaveLevel> Levels);

/// <summary>One row of the table of an enclave or module that has a single version number.</summary>
internal sealed record EnclaveLevel(int IsvSvn, string Status, IReadOnlyList<string> Advisories)
{
    public static EnclaveLevel Read(StrictObject json) =>
        new((int)json.Object("tcb").Integer("isvsvn", 0, ushort.MaxValue), TcbStatusName.Read(json), json.OptionalTexts("advisoryIDs"));
}

/// <summary>Status names as Intel writes them.</summary>
internal static class TcbStatusName
{
    public static string Read(StrictObject json) => json.Choice("tcbStatus",
        ("Revoked", "Revoked"), ("UpToDate", "UpToDate"), ("SWHardeningNeeded", "SWHardeningNeeded"), ("ConfigurationNeeded", "ConfigurationNeeded"),
        ("ConfigurationAndSWHardeningNeeded", "ConfigurationAndSWHardeningNeeded"), ("OutOfDate", "OutOfDate"), ("OutOfDateConfigurationNeeded", "OutOfDateConfigurationNeeded"));
}

/// <summary>The reading that both signed JSON documents share.</summary>
internal static class SignedJson
{
    public static T? Parse<T>(ReadOnlyMemory<byte> raw, out string? fault, Func<StrictObject, T> read)
        where T : class
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(raw, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 16 });
            var faults = new JsonFaults();
            T value = read(new StrictObject(document.RootElement, "", faults));
            fault = faults.All.Count == 0 ? null : faults.All[0];
            return fault is null ? value : null;
        }
        catch (JsonException error)
        {
            fault = JsonSentence.Of(error);
            return null;
        }
        catch (InvalidOperationException)
        {
            fault = JsonSentence.NoUnicode;
            return null;
        }
    }
}
