using System.Globalization;
using System.Runtime.InteropServices;

namespace Lamina.Planning.Profiling;

/// <summary>How much memory of the machine this process holds (Linux, <c>/proc/self/statm</c>).</summary>
internal static partial class ResidentMemory
{
    /// <summary>Growth while <paramref name="load"/> ran, after what could be given back was given back.</summary>
    public static long Growth(Action load)
    {
        long before = Settled();
        load();
        return Math.Max(0, Settled() - before);
    }

    private static long Settled()
    {
        // Aggressive: pages that the collector keeps for later would be given back while the next thing loads, and hide what it takes.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        try
        {
            // Otherwise memory that an earlier load has freed hides what this one takes.
            _ = MallocTrim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // A C library without it keeps nothing back.
        }

        string pages = File.ReadAllText("/proc/self/statm").Split(' ')[1];
        return long.Parse(pages, CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint pad);
}
