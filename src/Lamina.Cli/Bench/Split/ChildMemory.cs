using System.Runtime.InteropServices;

namespace Lamina.Cli.Bench.Split;

/// <summary>The most memory that any child process of this one that has ended ever held (Linux, <c>getrusage</c>).</summary>
internal static partial class ChildMemory
{
    private const int Children = -1, MaxResidentAt = 32, StructBytes = 144;

    /// <summary>In bytes; 0 before any child has ended.</summary>
    public static long Peak()
    {
        Span<byte> usage = stackalloc byte[StructBytes];
        return GetUsage(Children, ref MemoryMarshal.GetReference(usage)) == 0 ? BitConverter.ToInt64(usage[MaxResidentAt..]) * 1024 : throw new InvalidOperationException("getrusage failed");
    }

    /// <summary>Writes everything dirty to the disks, so that every measurement begins with the same.</summary>
    [LibraryImport("libc", EntryPoint = "sync")]
    public static partial void Sync();

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetUsage(int who, ref byte usage);
}
