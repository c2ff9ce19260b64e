namespace Lamina.Plans;

/// <summary>Reads a small file whole, never more than a ceiling.</summary>
internal static class BoundedFile
{
    /// <summary>All bytes of the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="ceiling">Largest number of bytes that is read.</param>
    /// <param name="what">What the file is, for the sentence.</param>
    /// <param name="refuse">Makes the exception from a sentence.</param>
    public static byte[] Read(string path, int ceiling, string what, Func<string, Exception> refuse)
    {
        try
        {
            using FileStream file = File.OpenRead(path);

            // The length of a pipe or of a growing file is no promise: one byte more than the ceiling is asked for and the answer counts.
            byte[] buffer = new byte[Math.Min(file.CanSeek ? file.Length + 1 : ceiling + 1L, ceiling + 1L)];
            int read = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (read > ceiling)
            {
                throw refuse($"The {what} '{path}' has more than {ceiling} bytes, the largest that is read.");
            }

            return read == buffer.Length ? throw refuse($"The {what} '{path}' grew while it was read.") : buffer[..read];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw refuse(fault is FileNotFoundException or DirectoryNotFoundException
                ? $"There is no {what} at '{path}'."
                : $"The {what} '{path}' cannot be read: {fault.Message}");
        }
    }
}
