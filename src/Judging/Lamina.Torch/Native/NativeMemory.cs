using System.Runtime.InteropServices;

namespace Lamina.Torch.Native;

/// <summary>
/// Lets glibc keep freed blocks. By default each tensor above 128 KiB to 32 MiB may be mapped and unmapped anew, and every page of it
/// is cleared by the kernel on first use: a third of the time of a training step. And by default each thread allocates from a heap of its own,
/// up to eight a processor: a training whose steps continue on one pool thread after another then holds a step's memory that many times over
/// (15 GB where 2 do). Elsewhere than on glibc this does nothing.
/// </summary>
internal static partial class NativeMemory
{
    private const int TrimThreshold = -1;
    private const int MmapThreshold = -3;
    private const int HeapsAtMost = -8;
    private const int LargestMmapThreshold = 32 << 20;
    private const int KeptAtTheTop = 1 << 30;

    private static readonly Lazy<bool> Kept = new(Keep);

    /// <summary>Asks for it, once in a process. True if glibc agreed.</summary>
    public static bool KeepFreedBlocks() => Kept.Value;

    private static bool Keep()
    {
        try
        {
            return Mallopt(MmapThreshold, LargestMmapThreshold) != 0 && Mallopt(TrimThreshold, KeptAtTheTop) != 0 && Mallopt(HeapsAtMost, 1) != 0;
        }
        catch (Exception missing) when (missing is EntryPointNotFoundException or DllNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int Mallopt(int parameter, int value);
}
