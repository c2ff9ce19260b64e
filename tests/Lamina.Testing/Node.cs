using System.Diagnostics;
using Xunit;

namespace Lamina.Testing;

/// <summary>Runs a script of tests/interop/js, or skips where Node or its packages are absent.</summary>
public static class Node
{
    /// <summary>Exit code, standard output and standard error of a run.</summary>
    public sealed record Run(int ExitCode, string Output, string Errors);

    /// <summary>Runs a script to its end.</summary>
    public static async Task<Run> RunAsync(string script, IEnumerable<string> arguments, string input = "")
    {
        string node = Tier.Tool("node", "apt-get install nodejs npm");
        string folder = Checkout.Path("tests", "interop", "js");
        Tier.Need(Directory.Exists(Path.Combine(folder, "node_modules")), "the packages of tests/interop/js", "(cd tests/interop/js && npm ci)");
        var start = new ProcessStartInfo(node, [Path.Combine(folder, script), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return new Run(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
