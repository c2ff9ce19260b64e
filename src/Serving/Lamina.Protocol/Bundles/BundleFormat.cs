using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Lamina.Attestation;
using Lamina.Attestation.Policies;
using Lamina.Plans;
using Lamina.Protocol.Binding;
using Lamina.Protocol.ObliviousHttp;
using Lamina.Protocol.Wire;

namespace Lamina.Protocol.Bundles;

/// <summary>Between bundles and their JSON, with a ceiling on each member.</summary>
internal static class BundleFormat
{
    public const int MaximumEvidence = 64 << 10;
    public const int MaximumCertificates = 256 << 10;
    public const int MaximumPlan = Plan.MaxBytes;
    public const int MaximumCollateral = 64;
    public const int MaximumCollateralBytes = 4 << 20;
    private const int LongestPath = 200;

    public static byte[] Write(EvidenceBundle bundle) => JsonSerializer.SerializeToUtf8Bytes(
        new BundleDocument
        {
            Version = EvidenceBundle.Version,
            Tee = bundle.Kind.ToName(),
            Mode = bundle.Mode.ToName(),
            Purpose = bundle.Purpose.ToName(),
            Evidence = bundle.Evidence.ToArray(),
            Certificates = bundle.Certificates.ToArray(),
            KeyList = bundle.KeyList.ToArray(),
            Plan = bundle.Plan.ToArray(),
            PlanSignature = bundle.PlanSignature.IsEmpty ? null : bundle.PlanSignature.ToArray(),
            Nonce = bundle.Mode is EvidenceMode.Fresh ? bundle.Nonce.ToArray() : null,
            NoncePath = bundle.NoncePath is { } path ? new PathDocument { Index = path.Index, Count = path.Count, Hashes = [.. path.Hashes.Select(hash => hash.ToArray())] } : null,
            NotAfter = bundle.NotAfter,
            Collateral = [.. bundle.Collateral.Select(item => item.ToArray())],
        },
        BundleJson.Default.BundleDocument);

    /// <exception cref="WireFormatException">The bytes are no bundle.</exception>
    public static EvidenceBundle Read(ReadOnlySpan<byte> json)
    {
        BundleDocument document = ReadJson(json, EvidenceBundle.MaximumBytes, "bundle", BundleJson.Default.BundleDocument);
        Want(document.Version == EvidenceBundle.Version, $"The bundle's version is {document.Version}; {EvidenceBundle.Version} is wanted.");
        EvidenceKind? kind = EvidenceKindNames.FromName(document.Tee);
        Want(kind is not null, "The bundle's tee is none of simulated, sgx, tdx, sev-snp.");
        EvidenceMode mode = ReadMode(document.Mode);
        BindingPurpose? purpose = BindingNames.PurposeOf(document.Purpose);
        Want(purpose is not null, "The bundle's purpose is neither serve nor key-release.");
        WantLength(document.Evidence, 1, MaximumEvidence, "evidence");
        WantLength(document.Certificates, 0, MaximumCertificates, "certificates");
        WantLength(document.KeyList, 1, KeyConfigList.MaximumBytes, "key_list");
        WantLength(document.Plan, 1, MaximumPlan, "plan");
        Want(document.NotAfter >= 0, "The bundle's not_after lies before 1970.");
        Want(document.Collateral.Length <= MaximumCollateral, $"The bundle holds more than {MaximumCollateral} collateral documents.");
        foreach (byte[] item in document.Collateral)
        {
            WantLength(item, 1, MaximumCollateralBytes, "collateral");
        }

        if (document.PlanSignature is not null)
        {
            WantLength(document.PlanSignature, PlanSignature.Length, PlanSignature.Length, "plan_signature");
        }

        bool fresh = mode is EvidenceMode.Fresh;
        Want(fresh == document.Nonce is not null && fresh == document.NoncePath is not null, "A fresh bundle holds nonce and nonce_path, an epoch bundle neither.");
        if (fresh)
        {
            WantLength(document.Nonce!, NonceTree.NonceLength, NonceTree.NonceLength, "nonce");
        }

        return new EvidenceBundle
        {
            Kind = kind!.Value,
            Mode = mode,
            Purpose = purpose!.Value,
            Evidence = document.Evidence,
            Certificates = document.Certificates,
            KeyList = document.KeyList,
            Plan = document.Plan,
            PlanSignature = document.PlanSignature,
            Nonce = document.Nonce,
            NoncePath = document.NoncePath is { } path ? ReadPath(path) : null,
            NotAfter = document.NotAfter,
            Collateral = [.. document.Collateral.Select(item => (ReadOnlyMemory<byte>)item)],
        };
    }

    public static EvidenceMode ReadMode(string name) =>
        BindingNames.ModeOf(name) ?? throw new WireFormatException("The mode is neither fresh nor epoch.");

    public static T ReadJson<T>(ReadOnlySpan<byte> json, int maximum, string what, JsonTypeInfo<T> type)
        where T : class
    {
        Want(json.Length <= maximum, $"The {what} has {json.Length} bytes; at most {maximum} are accepted.");
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new WireFormatException($"The {what} is null.");
        }
        catch (JsonException exception)
        {
            // The library's own words can repeat the document's: the place is enough, and even that names the document's keys.
            throw new WireFormatException($"The {what} is not JSON of the wanted shape, at {Shown(exception.Path) ?? "its start"}, byte {exception.BytePositionInLine ?? 0} of line {exception.LineNumber + 1 ?? 1}.");
        }
    }

    private static string? Shown(string? path) => path is null ? null : string.Concat(path.Take(LongestPath).Select(letter => char.IsControl(letter) ? '?' : letter));

    public static void Want(bool held, string otherwise)
    {
        if (!held)
        {
            throw new WireFormatException(otherwise);
        }
    }

    public static void WantLength(byte[] bytes, int minimum, int maximum, string member) =>
        Want(bytes.Length >= minimum && bytes.Length <= maximum, $"The member {member} has {bytes.Length} bytes; {minimum} to {maximum} are wanted.");

    private static NoncePath ReadPath(PathDocument path)
    {
        Want(path.Hashes.Length <= 16, "The nonce path is longer than any tree is deep.");
        foreach (byte[] hash in path.Hashes)
        {
            WantLength(hash, NonceTree.HashLength, NonceTree.HashLength, "nonce_path.hashes");
        }

        Want(path.Count is > 0 and <= NonceTree.MaximumCount && path.Index >= 0 && path.Index < path.Count, "The nonce path's index is not below its count.");
        return new NoncePath(path.Index, path.Count, [.. path.Hashes.Select(hash => (ReadOnlyMemory<byte>)hash)]);
    }
}
