namespace Lamina.Attestation.Issuing;

/// <summary>Finds the hardware this program runs on. Never answers the simulated TEE.</summary>
public sealed class PlatformDetector
{
    private readonly IPlatformFiles _files;
    private readonly string _gramine;
    private readonly string _tsm;

    /// <summary>Looks where Gramine and Linux put their files.</summary>
    public PlatformDetector()
        : this(new PlatformFiles(), GramineIssuer.DefaultFolder, TsmIssuer.DefaultFolder)
    {
    }

    internal PlatformDetector(IPlatformFiles files, string gramine, string tsm)
    {
        _files = files;
        _gramine = gramine;
        _tsm = tsm;
    }

    /// <summary>An issuer for the hardware that is there, or null. If it is disposable, the caller disposes it.</summary>
    /// <param name="wanted">Only this kind; null takes what is there.</param>
    /// <param name="said">What was found or missing, one sentence for a person.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="wanted"/> is the simulated kind, which is no hardware.</exception>
    public IEvidenceIssuer? Find(EvidenceKind? wanted, out string said)
    {
        if (wanted == EvidenceKind.Simulated) throw new ArgumentOutOfRangeException(nameof(wanted), "The simulated TEE is no hardware to be found.");
        try
        {
            string? gramine = GramineIssuer.AttestationType(_gramine, _files);
            EvidenceKind? tsm = gramine is null ? TsmIssuer.ProviderOf(_tsm, _files) : null;
            EvidenceKind? found = gramine == "dcap" ? EvidenceKind.Sgx : tsm;
            bool fits = found is not null && (wanted is null || wanted == found);
            said = fits ? $"{found!.Value.ToName()}, through {(found == EvidenceKind.Sgx ? _gramine : _tsm)}"
                : found is not null ? $"wanted {wanted!.Value.ToName()}, but this machine has {found.Value.ToName()}"
                : gramine is not null ? $"Gramine attests with '{gramine}', not 'dcap': set sgx.remote_attestation in the manifest"
                : $"no TEE is here: neither {_gramine} (Gramine) nor {_tsm} with a known provider (Linux 6.7 or newer in a TDX or SEV-SNP machine)";
            return !fits ? null : found == EvidenceKind.Sgx ? new GramineIssuer(_gramine, _files) : new TsmIssuer(found!.Value, _tsm, _files);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            said = $"the platform's files could not be read: {error.Message}";
            return null;
        }
    }
}
