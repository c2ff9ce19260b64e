using System.Diagnostics;
using Xunit;

namespace Lamina.Testing;

/// <summary>A Python with the unmodified Triton client, made once from the wheels of the shared data folder.</summary>
public static class TritonPython
{
    private const string SystemPython = "/usr/bin/python3";
    private const string Install = "apt-get install python3-venv python3-numpy";

    /// <summary>Path of the interpreter, or skip.</summary>
    public static async Task<string> FindAsync()
    {
        string wheels = Tier.Shared("wheels");
        Tier.Need(File.Exists(SystemPython), SystemPython, Install);
        Tier.Need((await RunAsync(SystemPython, "-c", "import ensurepip, venv, numpy")).ExitCode == 0, "Python's venv and numpy", Install);
        string folder = Checkout.Path("artifacts", "triton-client");
        using FileStream alone = await LockAsync(folder + ".lock");
        string python = Path.Combine(folder, "bin", "python");
        if (!File.Exists(Path.Combine(folder, "complete")))
        {
            await MustAsync(SystemPython, "-m", "venv", "--clear", "--system-site-packages", folder);
            await MustAsync(python, "-m", "pip", "install", "--quiet", "--no-index", "--find-links", wheels, "tritonclient[http,grpc]");
            File.WriteAllText(Path.Combine(folder, "complete"), "");
        }

        return python;
    }

    /// <summary>Path of a script of <c>tests/interop/python</c>.</summary>
    public static string Script(string name) => Checkout.Path("tests", "interop", "python", name);

    /// <summary>Runs a program to its end; its two streams come back one after the other.</summary>
    public static async Task<(int ExitCode, string Text)> RunAsync(string program, params string[] args)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await errors);
    }

    /// <summary>Two test programs may want it at the same time.</summary>
    private static async Task<FileStream> LockAsync(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
            }
        }
    }

    private static async Task MustAsync(string program, params string[] args)
    {
        (int code, string text) = await RunAsync(program, args);
        Assert.True(code == 0, text);
    }
}
