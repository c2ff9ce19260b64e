using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Lamina.Plans.Json;

namespace Lamina.Plans;

/// <summary>A SHA-256 digest, written as 64 lower-case hexadecimal digits. Not for secrets: comparison takes varying time.</summary>
[JsonConverter(typeof(Sha256DigestConverter))]
public sealed record Sha256Digest
{
    /// <summary>Length of the digest in bytes.</summary>
    public const int Size = 32;

    /// <summary>The framework's own digest of a stream reads 4 KiB at a time; with files of hundreds of megabytes the calls then cost as much as the digest.</summary>
    private const int BlockBytes = 64 << 10;

    private readonly string _hex;

    private Sha256Digest(string hex) => _hex = hex;

    /// <summary>The digest of these bytes.</summary>
    public static Sha256Digest Of(ReadOnlySpan<byte> content)
    {
        Span<byte> digest = stackalloc byte[Size];
        SHA256.HashData(content, digest);
        return FromBytes(digest);
    }

    /// <summary>The digest of everything from the stream's position to its end.</summary>
    public static Sha256Digest Of(Stream content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[BlockBytes];
        for (int read; (read = content.Read(block)) > 0;)
        {
            hash.AppendData(block, 0, read);
        }

        Span<byte> digest = stackalloc byte[Size];
        hash.GetHashAndReset(digest);
        return FromBytes(digest);
    }

    /// <summary>A digest computed elsewhere.</summary>
    /// <param name="digest">Exactly 32 bytes.</param>
    public static Sha256Digest FromBytes(ReadOnlySpan<byte> digest)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(digest.Length, Size, nameof(digest));
        return new Sha256Digest(Convert.ToHexStringLower(digest));
    }

    /// <summary>Reads exactly 64 lower-case hexadecimal digits; false for anything else.</summary>
    public static bool TryParse(string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Sha256Digest? digest)
    {
        bool good = text is { Length: 2 * Size } && text.All(char.IsAsciiHexDigit) && !text.Any(char.IsAsciiLetterUpper);
        digest = good ? new Sha256Digest(text!) : null;
        return good;
    }

    /// <summary>The 32 bytes, a new array.</summary>
    public byte[] ToBytes() => Convert.FromHexString(_hex);

    /// <summary>The 64 digits.</summary>
    public override string ToString() => _hex;
}
