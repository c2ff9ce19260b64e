using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Lamina.OpenInference.Client;

namespace Lamina.Worker.Tests.Process;

/// <summary>The real program as a process of its own.</summary>
internal sealed partial class WorkerProcess : IAsyncDisposable
{
    private const string ReadyMark = "ready on ";

    private readonly System.Diagnostics.Process _process;
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WorkerProcess(string[] args, (string Name, string Value)[] environment)
    {
        // A job in the background of a script ignores SIGINT, and so do its children unless told otherwise.
        var start = new ProcessStartInfo("/usr/bin/env", ["--default-signal=INT", Path.Combine(AppContext.BaseDirectory, "lamina-worker"), .. args])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = System.Diagnostics.Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.BeginErrorReadLine();
    }

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

    public StreamWriter Input => _process.StandardInput;

    /// <summary>Addresses of the ready line.</summary>
    public IReadOnlyList<string> Addresses { get; private set; } = [];

    /// <summary>Starts the program and waits for its ready line.</summary>
    public static async Task<WorkerProcess> StartAsync(string[] args, params (string Name, string Value)[] environment)
    {
        var worker = new WorkerProcess(args, environment);
        string line = await worker._ready.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        string addresses = line[(line.IndexOf(ReadyMark, StringComparison.Ordinal) + ReadyMark.Length)..line.IndexOf(", serving ", StringComparison.Ordinal)];
        worker.Addresses = addresses.Split(", ");
        return worker;
    }

    /// <summary>Runs the program to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string[] args, params (string Name, string Value)[] environment)
    {
        await using var worker = new WorkerProcess(args, environment);
        string output = await worker._process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        int code = await worker.ExitAsync();
        return (code, output, worker.Errors);
    }

    public OipClient Client(int address = 0)
    {
        Assert.True(OipAddress.TryParse(Addresses[address], out OipAddress? parsed, out string? fault), fault);
        return new OipClient(new OipClientOptions { Address = parsed });
    }

    public void Signal(PosixSignal signal) => Assert.Equal(0, Kill(_process.Id, signal == PosixSignal.SIGTERM ? 15 : 2));

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            _ready.TrySetException(new InvalidOperationException($"lamina-worker ended before it was ready: {Errors}"));
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
