using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Lamina.Testing;

namespace Lamina.Integration.Tests;

/// <summary>The program <c>lamina</c> as a user runs it: a process, its two streams, its exit code.</summary>
internal sealed partial class LaminaProgram : IAsyncDisposable
{
    private const int SigTerm = 15;

    private readonly Process _process;
    private readonly string _readyMark;
    private readonly StringBuilder _talk = new();
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;

    private LaminaProgram(Process process, string readyMark)
    {
        _process = process;
        _readyMark = readyMark;
        _reading = ReadAsync();
    }

    /// <summary>Everything it said so far.</summary>
    public string Talk
    {
        get
        {
            lock (_talk)
            {
                return _talk.ToString();
            }
        }
    }

    private static string Path => Checkout.Path("artifacts", "bin", "Lamina.Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, "lamina");

    /// <summary>Runs a command to its end.</summary>
    public static Task<(int Code, string Output, string Talk)> RunAsync(params string[] arguments) => RunProgramAsync(Path, arguments);

    /// <summary>Runs any of Lamina's programs to its end.</summary>
    public static async Task<(int Code, string Output, string Talk)> RunProgramAsync(string path, params string[] arguments)
    {
        using Process process = Start(path, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> talk = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(3));
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output, await talk);
    }

    /// <summary>Starts <c>serve</c> and waits until it is ready.</summary>
    public static async Task<(LaminaProgram Program, Uri Address)> ServeAsync(params string[] arguments)
    {
        (LaminaProgram program, string address) = await StartAsync("lamina-enclave: ready on ", ["serve", .. arguments]);
        return (program, new Uri(address));
    }

    /// <summary>Starts a command that serves and waits for the line that begins with <paramref name="readyMark"/>.</summary>
    /// <returns>The program and the first address of that line.</returns>
    public static Task<(LaminaProgram Program, string Address)> StartAsync(string readyMark, params string[] arguments) => StartAsync(Path, readyMark, arguments);

    /// <summary>As the other, for any of Lamina's programs.</summary>
    public static async Task<(LaminaProgram Program, string Address)> StartAsync(string path, string readyMark, string[] arguments)
    {
        LaminaProgram program = new(Start(path, arguments), readyMark);
        string line = await program._ready.Task.WaitAsync(TimeSpan.FromMinutes(2));
        return (program, line[readyMark.Length..].Split([',', ';'])[0]);
    }

    /// <summary>SIGTERM, and the wait for the end.</summary>
    /// <returns>Exit code and how long it took.</returns>
    public async Task<(int Code, TimeSpan Took)> TerminateAsync()
    {
        long started = Stopwatch.GetTimestamp();
        _ = Kill(_process.Id, SigTerm);
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        await _reading;
        return (_process.ExitCode, Stopwatch.GetElapsedTime(started));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await TerminateAsync();
        }

        _process.Dispose();
    }

    private static Process Start(string path, string[] arguments)
    {
        ProcessStartInfo start = new(path) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_talk)
            {
                _talk.AppendLine(line);
            }

            if (line.StartsWith(_readyMark, StringComparison.Ordinal))
            {
                _ready.TrySetResult(line);
            }
        }

        _ready.TrySetException(new InvalidOperationException($"the program ended before it was ready: {Talk}"));
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
