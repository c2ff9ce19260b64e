using System.Security.Cryptography;
using System.Text;
using Lamina.Attestation.Genuine;

namespace Lamina.Attestation.Collateral.Fetching;

/// <summary>Collateral for one piece of evidence, and what a person should know about it.</summary>
/// <param name="Collateral">What there is; the verification says what is missing.</param>
/// <param name="Warnings">Services that failed, documents about to expire.</param>
/// <param name="Complete">Whether every document that the evidence needs is there; whether it is good shows in the verification.</param>
public sealed record GatheredCollateral(CollateralSet Collateral, IReadOnlyList<string> Warnings, bool Complete);

/// <summary>
/// Gathers the documents that evidence needs, from a folder or a service. A document is fetched again a day after it was, so a
/// service may be away for most of its validity without an outage; then the stored one serves, with a warning. Nothing here is
/// believed: everything is verified with each piece of evidence. Safe for concurrent callers.
/// </summary>
public sealed class CollateralCache
{
    private static readonly CollateralServices VendorsOwn = new();

    private readonly string _folder;
    private readonly ICollateralFetcher? _fetcher;
    private readonly CollateralServices _services;
    private readonly TimeProvider _time;
    private readonly FetchRation? _ration;
    private volatile Last? _last;

    /// <summary>Opens a cache.</summary>
    /// <param name="folder">Where documents are stored; made when the first one is.</param>
    /// <param name="fetcher">Null works offline, from what is stored.</param>
    /// <param name="services">Where the services are.</param>
    /// <param name="time">The clock that ages documents.</param>
    public CollateralCache(string folder, ICollateralFetcher? fetcher, CollateralServices services, TimeProvider time)
    {
        _folder = Path.GetFullPath(folder);
        _fetcher = fetcher;
        _services = services;
        _time = time;
    }

    /// <summary>How old a stored document may be before it is fetched again. Default 24 hours.</summary>
    public TimeSpan RefreshAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long before a document expires a person is warned if it cannot be renewed. Default 7 days.</summary>
    public TimeSpan WarnBefore { get; init; } = CollateralExpiry.WarnBefore;

    /// <summary>Most documents that are kept, each with its chain; the oldest go first. Default 4096.</summary>
    public int MostDocuments { get; init; } = 4096;

    /// <summary>Most documents that a service is asked for within an hour; further ones are warnings. Default null: as many as are needed.</summary>
    public int? MostFetchesPerHour
    {
        get;
        init
        {
            field = value;
            _ration = value is { } most ? new FetchRation(most, _time) : null;
        }
    }

    /// <summary>
    /// For evidence that strangers bring: a service is asked about an Intel quote only once its chain and signatures hold under the built-in root.
    /// What an SEV-SNP report proves shows only with the certificate that has to be fetched, so for those <see cref="MostFetchesPerHour"/> alone
    /// limits what a stranger can cause. Default false.
    /// </summary>
    public bool OnlyProven { get; init; }

    /// <summary>Gathers what this evidence needs, besides what is at hand.</summary>
    /// <param name="evidence">A quote or report.</param>
    /// <param name="atHand">Files that the caller has, for example from the server's bundle; they are kept as they are.</param>
    /// <param name="cancellationToken">Ends the fetching.</param>
    /// <returns>What there is. A file that cannot be read or written is a warning like a service that is away.</returns>
    public async Task<GatheredCollateral> GatherAsync(ReadOnlyMemory<byte> evidence, IReadOnlyList<CollateralFile> atHand, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(atHand);
        List<CollateralFile> files = [.. atHand];
        List<string> warnings = [];
        bool complete = true;
        if (OnlyProven && Unproven(evidence, atHand) is { } step)
        {
            return new GatheredCollateral(SetOf(files), [$"nothing is fetched for evidence that fails at {step.Name}: {step.Detail}"], Complete: false);
        }

        // Stored under the vendor's own address, wherever it came from: what a mirror gave is found again without the mirror.
        IEnumerable<string> names = CollateralNeeds.Of(evidence, atHand, VendorsOwn).Select(address => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.AbsoluteUri))));
        foreach ((Uri address, string name) in CollateralNeeds.Of(evidence, atHand, _services).Zip(names))
        {
            string path = Path.Combine(_folder, name);
            try
            {
                await RefreshAsync(address, path, warnings, cancellationToken);
                complete &= File.Exists(path);
                if (!File.Exists(path)) continue;
                byte[] document = await File.ReadAllBytesAsync(path, cancellationToken);
                if (File.Exists(path + ".chain")) files.Add(new CollateralFile($"{address.AbsoluteUri} (issuer chain)", await File.ReadAllBytesAsync(path + ".chain", cancellationToken)));
                files.Add(new CollateralFile(address.AbsoluteUri, document));
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                complete = false;
                warnings.Add($"{address} as stored cannot be used: {fault.Message}");
            }
        }

        return new GatheredCollateral(SetOf(files), warnings, complete);
    }

    private VerificationStep? Unproven(ReadOnlyMemory<byte> evidence, IReadOnlyList<CollateralFile> atHand) =>
        EvidenceVerifier.Verify(evidence, new CollateralSet(atHand), _time.GetUtcNow()).Steps.FirstOrDefault(step => step.Status == StepStatus.Failed && DcapVerifier.Evidence.Contains(step.Name));

    /// <summary>The same object as last time for the same files: it remembers what it verified.</summary>
    private CollateralSet SetOf(List<CollateralFile> files)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (CollateralFile file in files)
        {
            hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(file.Name)));
            hash.AppendData(SHA256.HashData(file.Content.Span));
        }

        string digest = Convert.ToHexString(hash.GetHashAndReset());
        if (_last is { } last && last.Digest == digest) return last.Collateral;
        CollateralSet collateral = new(files);
        _last = new Last(digest, collateral);
        return collateral;
    }

    private async Task RefreshAsync(Uri address, string path, List<string> warnings, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        bool stored = File.Exists(path);
        bool young = stored && now - File.GetLastWriteTimeUtc(path) < RefreshAfter;
        if (young && (NextUpdate(path) is not { } next || now < next)) return;
        if (_fetcher is null)
        {
            warnings.Add(stored ? Ageing(address, path, now, "no service is configured") : $"{address} is not stored, and no service is configured");
            return;
        }

        if (_ration?.TrySpend() == false)
        {
            string spent = $"{MostFetchesPerHour} documents were asked for within an hour, which is the limit";
            warnings.Add(stored ? Ageing(address, path, now, spent) : $"{address} is not fetched: {spent}");
            return;
        }

        try
        {
            FetchedDocument fetched = await _fetcher.GetAsync(address, cancellationToken);
            var read = CollateralReader.Read([new CollateralFile(address.AbsoluteUri, fetched.Body)]);
            if (read.Faults.Count > 0) throw new IOException(read.Faults[0]);
            await StoreAsync(path + ".chain", Encoding.ASCII.GetBytes(fetched.IssuerChain), now, cancellationToken);
            await StoreAsync(path, fetched.Body, now, cancellationToken);
            Evict(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            warnings.Add(stored ? Ageing(address, path, now, error.Message) : error.Message);
        }
    }

    private string Ageing(Uri address, string path, DateTimeOffset now, string why)
    {
        string stored = $"{address} as stored on {File.GetLastWriteTimeUtc(path):yyyy-MM-dd} is used: {why}";
        return NextUpdate(path) is { } next && next - now < WarnBefore ? $"{stored}; it expires on {CertificateChain.Text(next)}" : stored;
    }

    /// <summary>When the stored document wants to be renewed; null for certificates.</summary>
    private static DateTimeOffset? NextUpdate(string path)
    {
        DateTimeOffset[] next = [.. CollateralExpiry.Ends(CollateralReader.Read([new CollateralFile(path, File.ReadAllBytes(path))])).Select(end => end.At)];
        return next.Length == 0 ? null : next.Min();
    }

    /// <summary>A whole file or none: readers never see half a document.</summary>
    private async Task StoreAsync(string path, ReadOnlyMemory<byte> content, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_folder);
        if (content.IsEmpty)
        {
            File.Delete(path);
            return;
        }

        string part = $"{path}.{Guid.NewGuid():n}.part";
        await File.WriteAllBytesAsync(part, content, cancellationToken);
        File.SetLastWriteTimeUtc(part, now.UtcDateTime);
        File.Move(part, path, overwrite: true);
    }

    /// <summary>Deletes the oldest documents beyond the limit; what else lies in the folder is not this cache's.</summary>
    private void Evict(string stored)
    {
        FileInfo[] documents = [.. new DirectoryInfo(_folder).EnumerateFiles().Where(file => file.Name.Length == 2 * SHA256.HashSizeInBytes && file.Name.All(char.IsAsciiHexDigitLower))];
        foreach (FileInfo oldest in documents.Where(file => file.FullName != stored).OrderBy(file => file.LastWriteTimeUtc).Take(documents.Length - MostDocuments))
        {
            File.Delete(oldest.FullName + ".chain");
            oldest.Delete();
        }
    }

    private sealed record Last(string Digest, CollateralSet Collateral);
}
