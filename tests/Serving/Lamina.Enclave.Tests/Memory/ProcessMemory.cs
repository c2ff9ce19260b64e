using System.Globalization;
using Lamina.Testing;
using Microsoft.Win32.SafeHandles;

namespace Lamina.Enclave.Tests.Memory;

/// <summary>The memory of another process, all of it that can be read (Linux's <c>/proc/PID/mem</c>).</summary>
internal static class ProcessMemory
{
    private const int Block = 4 << 20;

    /// <summary>How often each pattern lies in the process's memory. Skips where the system does not let us look.</summary>
    /// <param name="process">The process's number.</param>
    /// <param name="patterns">Byte sequences of the same length, at most a page long.</param>
    public static int[] Count(int process, IReadOnlyList<byte[]> patterns)
    {
        int[] found = new int[patterns.Count];
        byte[] buffer = new byte[Block];
        using SafeFileHandle memory = Open(process);
        foreach ((long start, long end) in Regions(process))
        {
            // Blocks overlap by a pattern, so that none is missed at a seam.
            for (long at = start; at < end; at += Block - patterns[0].Length)
            {
                int read = Read(memory, buffer.AsSpan(0, (int)Math.Min(Block, end - at)), at);
                for (int i = 0; i < patterns.Count; i++)
                {
                    found[i] += buffer.AsSpan(0, read).Count(patterns[i]);
                }
            }
        }

        return found;
    }

    private static SafeFileHandle Open(int process)
    {
        try
        {
            return File.OpenHandle($"/proc/{process}/mem", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            Tier.Need(false, "the right to read another process's memory", "run as root, with CAP_SYS_PTRACE");
            throw;
        }
    }

    private static IEnumerable<(long Start, long End)> Regions(int process)
    {
        foreach (string line in File.ReadLines($"/proc/{process}/maps"))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string[] range = words[0].Split('-');
            long end = (long)ulong.Parse(range[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (words[1][0] == 'r' && end > 0 && !line.EndsWith("[vvar]", StringComparison.Ordinal))
            {
                yield return (long.Parse(range[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture), end);
            }
        }
    }

    private static int Read(SafeFileHandle memory, Span<byte> into, long at)
    {
        try
        {
            return RandomAccess.Read(memory, into, at);
        }
        catch (IOException)
        {
            return 0; // given back meanwhile, or a file's pages beyond its end
        }
    }
}
