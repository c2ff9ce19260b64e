namespace Lamina.Plans;

/// <summary>A file beside the plan, known by its bytes.</summary>
public sealed record HashedFile
{
    /// <summary>File name without folder.</summary>
    public required string File { get; init; }

    /// <summary>Digest of the file's bytes.</summary>
    public required Sha256Digest Sha256 { get; init; }

    /// <summary>Size of the file, at least 1.</summary>
    public required long Bytes { get; init; }

    /// <summary>Compares bytes that were read with what the plan names.</summary>
    /// <param name="content">The whole content of the file.</param>
    /// <returns>Null if they are the same, else one sentence that names both.</returns>
    public string? Mismatch(ReadOnlySpan<byte> content) => Mismatch(content.Length, Sha256Digest.Of(content));

    /// <summary>Compares a size and a digest, computed elsewhere (while streaming), with what the plan names.</summary>
    /// <returns>Null if they are the same, else one sentence that names both.</returns>
    public string? Mismatch(long bytes, Sha256Digest digest) =>
        bytes != Bytes ? $"'{File}' has {bytes} bytes, the plan names {Bytes}."
        : digest != Sha256 ? $"'{File}' has SHA-256 {digest}, the plan names {Sha256}."
        : null;
}
