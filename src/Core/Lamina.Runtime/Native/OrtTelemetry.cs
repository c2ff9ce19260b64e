using System.Runtime.InteropServices;

namespace Lamina.Runtime;

/// <summary>
/// Keeps ONNX Runtime from reporting to its makers. Since 1.29 its Linux library writes an identifier of the device and a data base of events below the user's cache folder; by its
/// makers' description these are sent to them. The first event comes while the environment is made: before any of its own calls could turn it off.
/// </summary>
internal static partial class OrtTelemetry
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>Before ONNX Runtime's environment is made; it looks once.</summary>
    /// <exception cref="InvalidOperationException">It could not be turned off.</exception>
    public static void Refuse()
    {
        // The C library's environment: Environment.SetEnvironmentVariable changes .NET's own copy, which ONNX Runtime does not see. On Windows a call turns it off.
        if (!OperatingSystem.IsWindows() && SetEnvironment(Variable, "1", overwrite: 1) != 0)
        {
            throw new InvalidOperationException($"{Variable} could not be set, so ONNX Runtime was not started.");
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
