using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Lamina.Enclave.Tests;

/// <summary>The real program as a process of its own.</summary>
internal sealed partial class EnclaveProcess : IAsyncDisposable
{
    private const string ReadyMark = ": ready on ";
    private const int SigTerm = 15;
    private const int SigInt = 2;

    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private EnclaveProcess(IEnumerable<string> args, (string Name, string? Value)[] environment)
    {
        // A job in the background of a script ignores SIGINT, and so do its children unless told otherwise.
        ProcessStartInfo start = new("/usr/bin/env", ["--default-signal=INT", Path.Combine(AppContext.BaseDirectory, "lamina-enclave"), .. args]) { RedirectStandardError = true };
        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Where it listens, by its ready line.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Everything written to standard error so far.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>Serves a plan with the simulated TEE on a port of the system's choice.</summary>
    public static Task<EnclaveProcess> StartAsync(string planFolder, string worker, params string[] more) => StartAsync(planFolder, worker, [], more);

    /// <summary>The same with environment variables; null takes one away.</summary>
    public static async Task<EnclaveProcess> StartAsync(string planFolder, string worker, (string Name, string? Value)[] environment, params string[] more)
    {
        EnclaveProcess process = new(["--plan", planFolder, "--worker", worker, "--tee", "simulated", "--accept-verdict", "unjudged", "--listen", "127.0.0.1:0", .. more], environment);
        string line = await process._ready.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        process.Address = new Uri(line[(line.IndexOf(ReadyMark, StringComparison.Ordinal) + ReadyMark.Length)..].Split([',', ';'])[0]);
        return process;
    }

    /// <summary>Runs the program to its end.</summary>
    public static async Task<(int ExitCode, string Errors)> RunAsync(string[] args, params (string Name, string? Value)[] environment)
    {
        await using EnclaveProcess process = new(args, environment);
        _ = process._ready.Task.Exception;
        return (await process.ExitAsync(), process.Errors);
    }

    /// <summary>SIGTERM, and the wait for the end.</summary>
    public Task<int> TerminateAsync() => EndAsync(SigTerm);

    /// <summary>SIGINT, and the wait for the end.</summary>
    public Task<int> InterruptAsync() => EndAsync(SigInt);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private Task<int> EndAsync(int signal)
    {
        Assert.Equal(0, Kill(_process.Id, signal));
        return ExitAsync();
    }

    private async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            _ready.TrySetException(new InvalidOperationException($"lamina-enclave ended before it was ready: {Errors}"));
            return;
        }

        lock (_errors)
        {
            _errors.AppendLine(line);
        }

        if (line.Contains(ReadyMark, StringComparison.Ordinal))
        {
            _ready.TrySetResult(line);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
