using System.Runtime.InteropServices;

namespace Lamina.Torch.Native;

/// <summary>
/// Lets the threads of libgomp sleep soon after they run out of work. By default they spin for milliseconds, which on a machine that
/// does anything else takes the processor from the very thread they wait for: three quarters of a training step were spent so.
/// </summary>
internal static partial class NativeThreads
{
    private const string SpinCount = "GOMP_SPINCOUNT";

    // Some microseconds: longer than a gap between two operators, shorter than a time slice.
    private const string Spins = "2000";

    /// <summary>Asks for it; before libgomp is loaded, and unless the user has decided (GOMP_SPINCOUNT, OMP_WAIT_POLICY).</summary>
    public static void SleepEarly()
    {
        if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is not null)
        {
            return;
        }

        try
        {
            // Not Environment.SetEnvironmentVariable: native code does not see what that sets.
            _ = SetEnvironment(SpinCount, Spins, 0);
        }
        catch (Exception missing) when (missing is EntryPointNotFoundException or DllNotFoundException)
        {
            // No libc of this kind, no libgomp of this kind.
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
