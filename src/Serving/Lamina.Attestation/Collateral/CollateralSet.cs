namespace Lamina.Attestation.Collateral;

/// <summary>One file of collateral, as read: what it is shows in its content, the name only helps a person.</summary>
/// <param name="Name">Where it came from: a path, an address, or "the server's bundle".</param>
/// <param name="Content">Its bytes.</param>
public sealed record CollateralFile(string Name, ReadOnlyMemory<byte> Content);

/// <summary>
/// What the vendors say about their platforms, as a verifier was given it. Immutable and safe for concurrent use.
/// Keep and reuse one object: it is read once, and it remembers which signatures in it were good.
/// </summary>
public sealed class CollateralSet
{
    private readonly Lazy<CollateralDocuments> _documents;

    /// <summary>Takes the files as they are; what cannot be read shows as a failed step of the verification.</summary>
    public CollateralSet(IEnumerable<CollateralFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        Files = [.. files];
        _documents = new Lazy<CollateralDocuments>(() => CollateralReader.Read(Files));
    }

    /// <summary>No collateral at all: enough for the simulated kind only.</summary>
    public static CollateralSet Empty { get; } = new([]);

    /// <summary>The files in the order they were given.</summary>
    public IReadOnlyList<CollateralFile> Files { get; }

    internal CollateralDocuments Documents => _documents.Value;

    internal VerifiedBefore Verified { get; } = new();
}
