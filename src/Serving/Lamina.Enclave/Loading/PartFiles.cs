using Lamina.Plans;
using Lamina.Protocol.KeyRelease;

namespace Lamina.Enclave.Loading;

/// <summary>Reads files of the plan's folder, which the host controls: each once, whole, and never more than was announced.</summary>
/// <param name="folder">The plan's folder.</param>
/// <param name="planDigest">What sealed parts are bound to.</param>
/// <param name="key">What opens sealed parts; with it only those are read, and without it none.</param>
internal sealed class PartFiles(string folder, Sha256Digest planDigest, ModelKey? key)
{
    /// <summary>All bytes of a file of at most <paramref name="ceiling"/> bytes.</summary>
    /// <exception cref="UnusablePlanException">Missing, unreadable or larger.</exception>
    public static byte[] ReadAll(string path, long ceiling)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (file.Length > ceiling)
            {
                throw new UnusablePlanException($"'{Path.GetFileName(path)}' has {file.Length} bytes, at most {ceiling} were expected.");
            }

            byte[] content = new byte[file.Length];
            file.ReadExactly(content);
            return content;
        }
        catch (OutOfMemoryException fault)
        {
            throw new UnusablePlanException(HeapLimit.Exceeded($"'{Path.GetFileName(path)}'"), fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UnusablePlanException($"'{path}' cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>All bytes of a file that the plan names, opened if it is sealed, after they were found to be those bytes.</summary>
    /// <exception cref="UnusablePlanException">Missing, unreadable, not opened by the key, or other bytes than the plan names.</exception>
    public byte[] Read(HashedFile named)
    {
        string path = Path.Combine(folder, named.File);
        byte[] content = key is null ? ReadPlain(path, named) : ReadSealed(path, named, key);
        return named.Mismatch(content) is { } mismatch ? throw new UnusablePlanException(mismatch) : content;
    }

    private static byte[] ReadPlain(string path, HashedFile named)
    {
        string sealedFile = path + SealedPart.Extension;
        return !File.Exists(path) && File.Exists(sealedFile)
            ? throw new UnusablePlanException($"'{Path.GetFileName(sealedFile)}' is sealed; say with --keys where its owner releases the key.")
            : ReadAll(path, Math.Min(named.Bytes, Array.MaxLength));
    }

    private byte[] ReadSealed(string path, HashedFile named, ModelKey opener) =>
        SealedPart.TryOpen(opener, planDigest.ToBytes(), named.File, ReadAll(path + SealedPart.Extension, Math.Min(SealedPart.SealedLength(named.Bytes), Array.MaxLength)), out byte[]? content, out string? refusal)
            ? content
            : throw new UnusablePlanException(refusal);
}
