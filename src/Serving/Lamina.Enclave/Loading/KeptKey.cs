using System.Buffers.Binary;
using System.Security.Cryptography;
using Lamina.Attestation;
using Lamina.Protocol.KeyRelease;

namespace Lamina.Enclave.Loading;

/// <summary>
/// A released key at rest, so that a restart needs no owner: encrypted with a key that the platform gives this very program on this
/// very machine only (SGX: bound to MRENCLAVE), with the owner's expiry inside. The clock that judges the expiry is the host's, who can
/// set it back: the expiry ends a key's stay with an honest host, not with a hostile one (docs/keys.md).
/// </summary>
internal sealed class KeptKey
{
    private const int SaltLength = 32;
    private const int TagLength = 16;
    private const int PlainLength = ModelKey.Length + sizeof(long);
    private const int FileLength = SaltLength + PlainLength + TagLength;

    private readonly ISealingPlatform _platform;
    private readonly string _path;
    private readonly byte[] _planDigest;

    private KeptKey(ISealingPlatform platform, PlanSource source)
    {
        _platform = platform;
        _path = Path.Combine(source.Folder, FileName);
        _planDigest = source.Digest.ToBytes();
    }

    /// <summary>Name of the file beside the plan.</summary>
    public const string FileName = "model-key.kept";

    /// <summary>The place of a plan's key; null where the platform has no sealing key.</summary>
    public static KeptKey? Of(IEvidenceIssuer issuer, PlanSource source)
    {
        if (issuer is not ISealingPlatform platform || platform.SealingKey() is not { } key)
        {
            return null;
        }

        CryptographicOperations.ZeroMemory(key);
        return new KeptKey(platform, source);
    }

    /// <summary>The key; null if none is kept, it has expired, or another program or machine kept it.</summary>
    public ModelKey? TryRead(TimeProvider time)
    {
        if (ReadFile() is not { } file)
        {
            return null;
        }

        byte[] plain = GC.AllocateArray<byte>(PlainLength, pinned: true);
        try
        {
            using AesGcm aead = Aead(file.AsSpan(0, SaltLength));
            aead.Decrypt(new byte[12], file.AsSpan(SaltLength, PlainLength), file.AsSpan(SaltLength + PlainLength), plain, _planDigest);
            long notAfter = BinaryPrimitives.ReadInt64BigEndian(plain.AsSpan(ModelKey.Length));
            return time.GetUtcNow().ToUnixTimeSeconds() < notAfter ? ModelKey.Import(plain.AsSpan(0, ModelKey.Length)) : null;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>Keeps a key.</summary>
    /// <returns>Why it could not be, or null.</returns>
    public string? TryWrite(ModelKey key, long notAfter)
    {
        byte[] plain = GC.AllocateArray<byte>(PlainLength, pinned: true);
        byte[] file = new byte[FileLength];
        try
        {
            key.Export(plain.AsSpan(0, ModelKey.Length));
            BinaryPrimitives.WriteInt64BigEndian(plain.AsSpan(ModelKey.Length), notAfter);

            // The salt makes a key of its own for each file, so one nonce is enough.
            RandomNumberGenerator.Fill(file.AsSpan(0, SaltLength));
            using AesGcm aead = Aead(file.AsSpan(0, SaltLength));
            aead.Encrypt(new byte[12], plain, file.AsSpan(SaltLength, PlainLength), file.AsSpan(SaltLength + PlainLength), _planDigest);
            File.WriteAllBytes(_path + ".part", file);
            File.Move(_path + ".part", _path, overwrite: true);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return fault.Message;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>The host's to damage: then there is no kept key, and the owner is asked.</summary>
    private byte[]? ReadFile()
    {
        try
        {
            byte[]? file = File.Exists(_path) ? PartFiles.ReadAll(_path, FileLength) : null;
            return file?.Length == FileLength ? file : null;
        }
        catch (UnusablePlanException)
        {
            return null;
        }
    }

    private AesGcm Aead(ReadOnlySpan<byte> salt)
    {
        byte[] platformKey = _platform.SealingKey() ?? throw new IOException("the platform gave a sealing key before and gives none now");
        byte[] derived = GC.AllocateArray<byte>(32, pinned: true);
        try
        {
            HKDF.DeriveKey(HashAlgorithmName.SHA256, platformKey, derived, salt, "lamina-model-key-at-rest-v1"u8);
            return new AesGcm(derived, TagLength);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(platformKey);
            CryptographicOperations.ZeroMemory(derived);
        }
    }
}
