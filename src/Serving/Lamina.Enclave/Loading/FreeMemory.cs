using System.Runtime.InteropServices;

namespace Lamina.Enclave.Loading;

/// <summary>Memory that is free but held: after loading the files as they were read and hashed, and what ONNX Runtime made of them on its way to its own form of the weights; later what requests needed.</summary>
internal static partial class FreeMemory
{
    /// <summary>Gives it back to the system: the collector by itself would keep dead bytes until it needs room, and the C library what was freed.</summary>
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
