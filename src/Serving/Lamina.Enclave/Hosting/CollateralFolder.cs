namespace Lamina.Enclave.Hosting;

/// <summary>
/// The vendors' documents that the host keeps beside the plan, in <c>PLAN/collateral</c>, to spare clients a download; the folder of a
/// collateral cache serves as it is. Nothing of it is believed here, and clients verify all of it. Safe for concurrent callers.
/// </summary>
internal sealed class CollateralFolder(string folder, TimeProvider time)
{
    /// <summary>The folder's name inside a plan's.</summary>
    public const string Name = "collateral";

    /// <summary>What a bundle takes.</summary>
    private const int MaxFiles = 64;

    private const long MaxFileBytes = 4 << 20;
    private const long MaxBytes = 8 << 20;

    /// <summary>A file that changed is handed out at the latest after this time.</summary>
    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(1);

    private readonly Lock _reading = new();
    private IReadOnlyList<ReadOnlyMemory<byte>> _files = [];
    private long? _read;

    /// <summary>The documents as they are now, or were a minute ago. What is too large or cannot be read is left out: clients say what they miss.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Read()
    {
        lock (_reading)
        {
            if (_read is null || time.GetElapsedTime(_read.Value) >= Refresh)
            {
                _files = [.. ReadAll()];
                _read = time.GetTimestamp();
            }

            return _files;
        }
    }

    private List<ReadOnlyMemory<byte>> ReadAll()
    {
        List<ReadOnlyMemory<byte>> files = [];
        long left = MaxBytes;
        if (!Directory.Exists(folder))
        {
            return files;
        }

        // Hidden files are the cache's own notes, and ".part" is a document on its way.
        foreach (string path in Directory.EnumerateFiles(folder).Where(path => !Path.GetFileName(path).StartsWith('.') && !path.EndsWith(".part", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Take(MaxFiles))
        {
            try
            {
                using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
                long length = file.Length;
                if (length == 0 || length > Math.Min(MaxFileBytes, left))
                {
                    continue;
                }

                byte[] content = new byte[length];
                file.ReadExactly(content);
                files.Add(content);
                left -= length;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Renewed or removed while it was read: the next minute has it.
            }
        }

        return files;
    }
}
