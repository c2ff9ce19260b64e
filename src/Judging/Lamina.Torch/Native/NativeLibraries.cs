using System.Runtime.InteropServices;
using System.Runtime.Loader;
using TorchSharp;

namespace Lamina.Torch.Native;

/// <summary>
/// Finds libtorch for TorchSharp. The solution keeps one copy, under <c>artifacts/native</c> (eng/TorchSharp.targets);
/// a packed program has it in a folder beside itself.
/// </summary>
public static class NativeLibraries
{
    private const string FolderName = "torch-linux-x64";
    private static readonly Lazy<string?> Found = new(Find);
    private static readonly Lazy<string?> Fault = new(Load);

    /// <summary>True if libtorch is there and loads. The first call loads it.</summary>
    public static bool Available => Fault.Value is null;

    /// <summary>Why <see cref="Available"/> is false, in one sentence; null where it is true.</summary>
    public static string? Reason => Fault.Value;

    /// <summary>Loads libtorch.</summary>
    /// <exception cref="TorchUnavailableException">It is not there or does not load; the message says why.</exception>
    public static void Require()
    {
        if (Fault.Value is { } reason)
        {
            throw new TorchUnavailableException(reason);
        }
    }

    private static string? Load()
    {
        NativeThreads.SleepEarly();
        NativeMemory.KeepFreedBlocks();
        if (Found.Value is not { } folder)
        {
            return $"libtorch is not here: build on Linux x64 with the package libtorch-cpu-linux-x64, or put its files into {Path.Combine(AppContext.BaseDirectory, FolderName)}.";
        }

        // TorchSharp asks by name; the runtime asks here after its own places came up empty.
        AssemblyLoadContext context = AssemblyLoadContext.GetLoadContext(typeof(torch).Assembly) ?? AssemblyLoadContext.Default;
        context.ResolvingUnmanagedDll += (_, name) => Resolve(folder, name);
        try
        {
            torch.InitializeDeviceType(DeviceType.CPU);
            return null;
        }
        catch (Exception fault) when (fault is NotSupportedException or DllNotFoundException or TypeInitializationException or ExternalException)
        {
            return $"libtorch in {folder} does not load: {fault.GetBaseException().Message.Split('\n')[0].Trim()}";
        }
    }

    private static nint Resolve(string folder, string name)
    {
        string file = Path.Combine(folder, $"lib{name}.so");
        return File.Exists(file) ? NativeLibrary.Load(file) : 0;
    }

    /// <summary>Beside the program, else where the build puts it: artifacts/bin/PROJECT/CONFIGURATION and artifacts/native are siblings.</summary>
    private static string? Find()
    {
        string[] places =
        [
            Path.Combine(AppContext.BaseDirectory, FolderName),
            Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "native", FolderName)),
        ];
        return places.FirstOrDefault(place => File.Exists(Path.Combine(place, "libLibTorchSharp.so")));
    }
}
