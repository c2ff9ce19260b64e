using Lamina.Attestation;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.Collateral.Fetching;
using Lamina.Cli.CommandLine;

namespace Lamina.Cli.Attest;

/// <summary>The vendors' documents of one command: given files, and perhaps a cache with a service behind it and a memory of what was seen.</summary>
internal sealed class CollateralSource : IDisposable
{
    /// <summary>Documents that strangers can have fetched within an hour.</summary>
    private const int MostForStrangers = 120;

    private readonly HttpClient? _http;

    /// <summary>Files alone.</summary>
    public CollateralSource(CollateralSet files) => Files = files;

    /// <summary>Files and a cache.</summary>
    /// <param name="files">What was given.</param>
    /// <param name="folder">The cache's folder.</param>
    /// <param name="services">Where to fetch; null stays offline.</param>
    /// <param name="time">The clock that ages documents.</param>
    /// <param name="forStrangers">Whether strangers bring the evidence, who could otherwise make this program ask the vendors about whatever they like.</param>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    /// <exception cref="InvalidDataException">The memory is damaged.</exception>
    public CollateralSource(CollateralSet files, string folder, CollateralServices? services, TimeProvider time, bool forStrangers = false)
        : this(files)
    {
        // Hidden: the folder may be handed to an enclave, which passes everything else in it on.
        Store = new RollbackStore(Path.Combine(folder, ".seen"));
        _http = services is null ? null : new HttpClient(new SocketsHttpHandler { UseCookies = false });
        Cache = new CollateralCache(folder, _http is null ? null : new HttpCollateralFetcher(_http, time), services ?? new CollateralServices(), time)
        {
            OnlyProven = forStrangers,
            MostFetchesPerHour = forStrangers ? MostForStrangers : null,
        };
    }

    /// <summary>What was given on the command line.</summary>
    public CollateralSet Files { get; }

    /// <summary>The cache, if there is one.</summary>
    public CollateralCache? Cache { get; }

    /// <summary>The memory, if there is a cache.</summary>
    public RollbackStore? Store { get; }

    /// <summary>Has the memory judge a verification, if there is one.</summary>
    /// <exception cref="CommandFailure">The memory cannot be used: exit code 5.</exception>
    public VerificationResult Admit(VerificationResult result)
    {
        try
        {
            return Store?.Admit(result) ?? result;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw CommandFailure.Unusable($"what was seen of collateral cannot be remembered: {fault.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http?.Dispose();
}
