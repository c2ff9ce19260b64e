using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Lamina.Protocol.Memory;

namespace Lamina.Protocol.KeyRelease;

/// <summary>
/// One file of a plan, encrypted for enclaves that its owner accepts (docs/keys.md): <c>"lamina-sealed-1\n"</c> (16) | key id (16) |
/// salt (32) | chunks of 64 KiB, each AES-256-GCM with its tag of 16 bytes behind it. The file's key is HKDF-SHA256 of the model key with
/// the salt, for this plan and this name; a chunk's nonce is its number (8, big-endian), three zeros, and 1 for the last one; the first
/// 64 bytes are authenticated with every chunk. So no chunk can be moved, dropped, repeated, or taken from another file.
/// </summary>
public static class SealedPart
{
    /// <summary>What a sealed file's name ends with.</summary>
    public const string Extension = ".sealed";

    internal const int ChunkLength = 64 << 10;
    internal const int HeaderLength = 16 + ModelKey.IdLength + SaltLength;

    private const int SaltLength = 32;
    private const int TagLength = 16;
    private const int NonceLength = 12;

    private static ReadOnlySpan<byte> Magic => "lamina-sealed-1\n"u8;

    /// <summary>Bytes of a sealed file.</summary>
    /// <param name="length">Bytes of the file itself.</param>
    public static long SealedLength(long length) => HeaderLength + length + (TagLength * Chunks(length));

    /// <summary>Seals a file.</summary>
    /// <param name="key">The model key.</param>
    /// <param name="planDigest">SHA-256 of the plan, 32 bytes.</param>
    /// <param name="name">The file's name as the plan tells it.</param>
    /// <param name="content">The file from its position on; read to its end.</param>
    /// <param name="destination">Where to write.</param>
    public static void Seal(ModelKey key, ReadOnlySpan<byte> planDigest, string name, Stream content, Stream destination)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(destination);
        byte[] header = [.. Magic, .. key.Id.Span, .. RandomNumberGenerator.GetBytes(SaltLength)];
        destination.Write(header);
        using AesGcm aead = FileKey(key, header, planDigest, name);
        using SecretBytes plain = new(ChunkLength);
        byte[] encrypted = new byte[ChunkLength + TagLength];
        Span<byte> nonce = stackalloc byte[NonceLength];
        int length = content.ReadAtLeast(plain.Span, ChunkLength, throwOnEndOfStream: false);
        for (ulong number = 0; ; number++)
        {
            // Whether a chunk is the last shows only once nothing follows it.
            int next = content.ReadByte();
            WriteNonce(nonce, number, last: next < 0);
            aead.Encrypt(nonce, plain.Span[..length], encrypted.AsSpan(0, length), encrypted.AsSpan(length, TagLength), header);
            destination.Write(encrypted.AsSpan(0, length + TagLength));
            if (next < 0)
            {
                return;
            }

            plain.Span[0] = (byte)next;
            length = 1 + content.ReadAtLeast(plain.Span[1..], ChunkLength - 1, throwOnEndOfStream: false);
        }
    }

    /// <summary>The name of the key a file was sealed with; false if the file is no sealed one.</summary>
    public static bool TryReadKeyId(ReadOnlySpan<byte> sealedFile, out ReadOnlySpan<byte> id)
    {
        bool valid = sealedFile.Length >= HeaderLength && sealedFile.StartsWith(Magic);
        id = valid ? sealedFile.Slice(Magic.Length, ModelKey.IdLength) : default;
        return valid;
    }

    /// <summary>Opens a file.</summary>
    /// <param name="key">The model key.</param>
    /// <param name="planDigest">SHA-256 of the plan, 32 bytes.</param>
    /// <param name="name">The file's name as the plan tells it.</param>
    /// <param name="sealedFile">The whole sealed file; hostile.</param>
    /// <param name="content">The file itself.</param>
    /// <param name="refusal">One sentence: what was found, what was wanted.</param>
    /// <returns>False if it was not sealed for this plan and name with this key, or is damaged.</returns>
    public static bool TryOpen(ModelKey key, ReadOnlySpan<byte> planDigest, string name, ReadOnlySpan<byte> sealedFile, [NotNullWhen(true)] out byte[]? content, [NotNullWhen(false)] out string? refusal)
    {
        ArgumentNullException.ThrowIfNull(key);
        content = null;
        if (!TryReadKeyId(sealedFile, out ReadOnlySpan<byte> id))
        {
            refusal = $"'{name}{Extension}' is no sealed file.";
            return false;
        }

        if (!id.SequenceEqual(key.Id.Span))
        {
            refusal = $"'{name}{Extension}' is sealed with the key {Convert.ToHexStringLower(id)}; the one released is {Convert.ToHexStringLower(key.Id.Span)}.";
            return false;
        }

        ReadOnlySpan<byte> chunks = sealedFile[HeaderLength..];
        int tags = (chunks.Length + ChunkLength + TagLength - 1) / (ChunkLength + TagLength);
        if (tags == 0 || chunks.Length - (TagLength * tags) < 0 || SealedLength(chunks.Length - (TagLength * tags)) != sealedFile.Length)
        {
            refusal = $"'{name}{Extension}' was cut short.";
            return false;
        }

        byte[] opened = new byte[chunks.Length - (TagLength * tags)];
        using AesGcm aead = FileKey(key, sealedFile[..HeaderLength], planDigest, name);
        if (!TryOpenChunks(aead, sealedFile[..HeaderLength], chunks, opened))
        {
            CryptographicOperations.ZeroMemory(opened);
            refusal = $"'{name}{Extension}' was altered, or was sealed for another plan or name.";
            return false;
        }

        content = opened;
        refusal = null;
        return true;
    }

    private static bool TryOpenChunks(AesGcm aead, ReadOnlySpan<byte> header, ReadOnlySpan<byte> chunks, Span<byte> opened)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        for (ulong number = 0; ; number++)
        {
            int length = Math.Min(ChunkLength, chunks.Length - TagLength);
            bool last = chunks.Length == length + TagLength;
            WriteNonce(nonce, number, last);
            try
            {
                aead.Decrypt(nonce, chunks[..length], chunks.Slice(length, TagLength), opened[..length], header);
            }
            catch (AuthenticationTagMismatchException)
            {
                return false;
            }

            if (last)
            {
                return true;
            }

            opened = opened[length..];
            chunks = chunks[(length + TagLength)..];
        }
    }

    private static AesGcm FileKey(ModelKey key, ReadOnlySpan<byte> header, ReadOnlySpan<byte> planDigest, string name)
    {
        using SecretBytes fileKey = new(ModelKey.Length);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Span, fileKey.Span, header[^SaltLength..], [.. "lamina-sealed-part-v1\0"u8, .. planDigest, .. Encoding.UTF8.GetBytes(name)]);
        return new AesGcm(fileKey.Span, TagLength);
    }

    private static void WriteNonce(Span<byte> nonce, ulong number, bool last)
    {
        nonce.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(nonce, number);
        nonce[^1] = last ? (byte)1 : (byte)0;
    }

    private static long Chunks(long length) => Math.Max(1, (length + ChunkLength - 1) / ChunkLength);
}
