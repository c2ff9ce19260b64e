using System.Runtime.InteropServices;

namespace Lamina.Enclave.Hosting;

/// <summary>
/// Keeps this process's memory out of files: no core dumps, no attaching by other processes of the same user, no dumps by .NET itself.
/// Whoever is root on the machine can still read it; only a TEE keeps root out.
/// </summary>
internal static partial class ProcessGuard
{
    private const int PrSetDumpable = 4;
    private const int RlimitCore = 4;
    private const string GramineFiles = "/dev/attestation";

    /// <summary>Variables by which .NET writes its memory to a file when it crashes.</summary>
    private static readonly string[] DumpVariables = ["DOTNET_DbgEnableMiniDump", "COMPlus_DbgEnableMiniDump"];

    /// <summary>Turns dumps off for good.</summary>
    /// <param name="environment">Looks a variable up; null where it is not set.</param>
    /// <returns>Null, or one sentence: what could not be turned off.</returns>
    public static string? Raise(Func<string, string?> environment)
    {
        foreach (string variable in DumpVariables)
        {
            if (environment(variable) is { Length: > 0 } value && value.TrimStart('0') is { Length: > 0 })
            {
                return $"{variable} is set: a crash would write this program's memory to a file";
            }
        }

        // The hard limit too, so that nobody can raise it again.
        string? fault = SetLimit(RlimitCore, default) != 0 ? $"core dumps cannot be turned off (setrlimit: {Marshal.GetLastPInvokeErrorMessage()})"
            : Control(PrSetDumpable, 0, 0, 0, 0) != 0 ? $"this process cannot be made undumpable (prctl: {Marshal.GetLastPInvokeErrorMessage()})"
            : null;

        // Gramine knows neither call in every version, and needs neither: an SGX enclave's pages leave the processor encrypted.
        return Directory.Exists(GramineFiles) ? null : fault;
    }

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, in Limit limit);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    /// <summary><c>struct rlimit</c>: zero and zero is "none, for ever".</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Limit(nuint Soft, nuint Hard);
}
