using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lamina.Attestation.Collateral;

namespace Lamina.Attestation.Genuine;

/// <summary>What the checks of one verification share.</summary>
internal sealed record VerificationContext(CollateralSet Collateral, DateTimeOffset Now, bool RevocationRequired, X509Certificate2? TrustRoot, StepList Steps)
{
    public const string NoRevocation = "revocation was not asked for";

    private readonly List<CollateralVersion> _versions = [];
    private readonly HashSet<object> _used = new(ReferenceEqualityComparer.Instance);

    public CollateralDocuments Documents => Collateral.Documents;

    public VerifiedBefore Verified => Collateral.Verified;

    /// <summary>Collateral that cannot be read refuses: it may be the very list that revokes this platform.</summary>
    public bool CheckReadable() => Steps.Check(StepNames.CollateralRead, Documents.Faults.Count == 0, $"read {Collateral.Files.Count} file(s)", string.Join("; ", Documents.Faults.Take(4)));

    /// <summary>Says that a document counted, so that it is not named as left aside.</summary>
    public void Use(object document) => _used.Add(document);

    /// <summary>The only document for a role; null with a step failed if there is none or several that differ.</summary>
    public T? Only<T>(string step, IReadOnlyList<T> candidates, Func<T, ReadOnlyMemory<byte>> bytes, Func<T, string> source, string absent)
        where T : class
    {
        if (candidates.Count == 1) return candidates[0];
        T[] different = [.. candidates.DistinctBy(candidate => Convert.ToHexString(SHA256.HashData(bytes(candidate).Span)))];
        if (different.Length == 1) return different[0];
        if (different.Length == 0) Absent(step, absent);
        else Steps.Fail(StepNames.CollateralUnambiguous, $"{different.Length} different documents for one role ({step}): {string.Join(", ", different.Select(source))}");
        return null;
    }

    /// <summary>A document is not there. If a file could not be read, that is the failure, and this only its consequence.</summary>
    public void Absent(string step, string detail)
    {
        if (Documents.Faults.Count > 0) Steps.Skip(step, $"{detail}; but not every file could be read");
        else Steps.Fail(step, detail);
    }

    /// <summary>Says that a verified document counted, for a store that refuses older ones.</summary>
    public void Trust(CollateralVersion version) => _versions.Add(version);

    /// <summary>The verified documents that counted.</summary>
    public IReadOnlyList<CollateralVersion> Versions => _versions;

    /// <summary>Closes the reading of collateral: names what was there and is of another product, issuer or platform.</summary>
    public void CloseCollateral()
    {
        if (Steps.Steps.Any(step => step.Name == StepNames.CollateralUnambiguous)) return;
        string[] aside =
        [
            .. Documents.RevocationLists.Where(NotUsed).Select(list => list.Source),
            .. Documents.TcbInfos.Where(NotUsed).Select(info => info.Source),
            .. Documents.QeIdentities.Where(NotUsed).Select(identity => identity.Source),
        ];
        Steps.Pass(StepNames.CollateralUnambiguous, aside.Length == 0 ? "every document has one role" : $"left aside, being of another product, issuer or platform: {string.Join(", ", aside.Distinct())}");
    }

    private bool NotUsed(object document) => !_used.Contains(document);
}
