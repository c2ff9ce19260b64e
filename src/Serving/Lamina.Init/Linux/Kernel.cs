using System.Runtime.InteropServices;
using Lamina.Init.Boot;

namespace Lamina.Init.Linux;

/// <summary>The calls of the kernel that .NET does not offer (Linux x64).</summary>
internal static partial class Kernel
{
    private const int PowerOffCommand = 0x4321FEDC;
    private const int FinitModuleNumber = 313;

    /// <summary>Mounts a file system of the kernel's own on a folder, which is made.</summary>
    /// <exception cref="BootException">The kernel refuses.</exception>
    public static void Mount(string type, string folder)
    {
        Directory.CreateDirectory(folder);
        Check(MountCall(type, folder, type, 0, 0), $"mount {type} on {folder}");
    }

    /// <summary>Loads a driver.</summary>
    /// <exception cref="BootException">The kernel refuses.</exception>
    public static void LoadDriver(string path)
    {
        using FileStream file = File.OpenRead(path);
        Check((int)FinitModule(FinitModuleNumber, file.SafeFileHandle, "", 0), $"load the driver {Path.GetFileName(path)}");
    }

    /// <summary>A request to a network device, with the structure it reads or writes.</summary>
    /// <exception cref="BootException">The kernel refuses.</exception>
    public static void Request(SafeHandle socket, ulong request, Span<byte> structure, string what) => Check(Ioctl(socket, request, structure), what);

    /// <summary>Replaces this program by another, which keeps its process number.</summary>
    /// <exception cref="BootException">The kernel refuses; else it does not return.</exception>
    public static unsafe void Become(string program, IReadOnlyList<string> arguments)
    {
        string[] words = [program, .. arguments];
        nint* argv = (nint*)NativeMemory.AllocZeroed((nuint)words.Length + 1, (nuint)sizeof(nint));
        for (int i = 0; i < words.Length; i++) argv[i] = Marshal.StringToCoTaskMemUTF8(words[i]);
        nint* environment = (nint*)NativeMemory.AllocZeroed(1, (nuint)sizeof(nint));
        Check(Execve(program, argv, environment), $"start {program}");
    }

    /// <summary>Ends the machine.</summary>
    public static void PowerOff() => _ = Reboot(PowerOffCommand);

    private static void Check(int result, string what)
    {
        if (result < 0) throw new BootException($"cannot {what}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MountCall(string source, string target, string type, nuint flags, nint data);

    /// <summary>glibc has no function of its own for finit_module(2).</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint FinitModule(nint number, SafeHandle file, string parameters, nint flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(SafeHandle socket, ulong request, Span<byte> structure);

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Execve(string program, nint* arguments, nint* environment);

    [LibraryImport("libc", EntryPoint = "reboot", SetLastError = true)]
    private static partial int Reboot(int command);
}
