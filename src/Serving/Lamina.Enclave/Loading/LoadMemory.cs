using System.Runtime.InteropServices;

namespace Lamina.Enclave.Loading;

/// <summary>Memory that only loading needed: the files as they were read and hashed, and what ONNX Runtime made of them on its way to its own form of the weights.</summary>
internal static partial class LoadMemory
{
    /// <summary>Gives it back to the system. Once, after loading: the collector by itself would keep the files' bytes until it needs room, and the C library what was freed.</summary>
    public static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (OperatingSystem.IsLinux())
        {
            try
            {
                _ = Trim(0);
            }
            catch (EntryPointNotFoundException)
            {
                // A C library other than GNU's, which has no such call.
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint keep);
}
