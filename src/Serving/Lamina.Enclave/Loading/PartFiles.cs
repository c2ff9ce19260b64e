using Lamina.Plans;

namespace Lamina.Enclave.Loading;

/// <summary>Reads files of the plan's folder, which the host controls: each once, whole, and never more than was announced.</summary>
internal static class PartFiles
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
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UnusablePlanException($"'{path}' cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>All bytes of a file that the plan names, after they were found to be those bytes.</summary>
    /// <exception cref="UnusablePlanException">Missing, unreadable, or other bytes than the plan names.</exception>
    public static byte[] ReadHashed(string folder, HashedFile named)
    {
        byte[] content = ReadAll(Path.Combine(folder, named.File), Math.Min(named.Bytes, Array.MaxLength));
        return named.Mismatch(content) is { } mismatch ? throw new UnusablePlanException(mismatch) : content;
    }
}
