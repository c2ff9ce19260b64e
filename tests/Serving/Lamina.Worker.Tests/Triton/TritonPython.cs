using System.Diagnostics;
using Lamina.Testing;

namespace Lamina.Worker.Tests.Triton;

/// <summary>A Python with the unmodified Triton client, made once from the wheels of the shared data folder.</summary>
internal static class TritonPython
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
        string python = Path.Combine(folder, "bin", "python");
        if (!File.Exists(Path.Combine(folder, "complete")))
        {
            await MustAsync(SystemPython, "-m", "venv", "--clear", "--system-site-packages", folder);
            await MustAsync(python, "-m", "pip", "install", "--quiet", "--no-index", "--find-links", wheels, "tritonclient[http,grpc]");
            File.WriteAllText(Path.Combine(folder, "complete"), "");
        }

        return python;
    }

    public static async Task<(int ExitCode, string Text)> RunAsync(string program, params string[] args)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true };
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await errors);
    }

    private static async Task MustAsync(string program, params string[] args)
    {
        (int code, string text) = await RunAsync(program, args);
        Assert.True(code == 0, text);
    }
}
