using System.Diagnostics;
using System.Text;

namespace Lamina.Packages.Tests;

/// <summary>A program that serves until the test ends, and the address that it said it is ready on.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private const string Ready = "ready on ";

    private readonly Process _process;

    private RunningServer(Process process, string address) => (_process, Address) = (process, address);

    public string Address { get; }

    /// <summary>Starts it and waits for its line.</summary>
    public static async Task<RunningServer> StartAsync(string program, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardError = true };
        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start)!;
        StringBuilder said = new();
        while (await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            said.AppendLine(line);
            if (line.StartsWith("lamina-enclave: " + Ready, StringComparison.Ordinal))
            {
                _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
                return new RunningServer(process, line[(line.IndexOf(Ready, StringComparison.Ordinal) + Ready.Length)..].Split([',', ';'])[0]);
            }
        }

        throw new InvalidOperationException($"{program} ended before it was ready: {said}");
    }

    public async ValueTask DisposeAsync()
    {
        // SIGTERM, for it ends what it started; .NET itself can only kill.
        using (Process signal = Process.Start("/bin/sh", ["-c", $"kill {_process.Id}"]))
        {
            await signal.WaitForExitAsync(CancellationToken.None);
        }

        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
