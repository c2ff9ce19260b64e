using System.Diagnostics;
using System.Runtime.InteropServices;
using Lamina.Cli.CommandLine;

namespace Lamina.Cli.Processes;

/// <summary>
/// One of Lamina's own programs (<c>lamina-enclave</c>, <c>lamina-worker</c>, <c>lamina-lab</c>) as a child process that ends with this one.
/// </summary>
internal sealed partial class ChildProgram : IAsyncDisposable
{
    private const int SigTerm = 15;

    /// <summary>How long a program may drain after SIGTERM before it is killed.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _talk;

    private ChildProgram(Process process, string readyMark, Action<string> say)
    {
        _process = process;
        _talk = ForwardAsync(readyMark, say);
    }

    /// <summary>The process's number.</summary>
    public int Id => _process.Id;

    /// <summary>Exit code; only after <see cref="WaitAsync"/>.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Starts a program and waits for the line by which it says that it is ready.</summary>
    /// <param name="name">Name of the program, found beside this one or on PATH.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="readyMark">Text that only the ready line contains, such as <c>ready on</c>.</param>
    /// <param name="say">Takes every line that the program writes to standard error.</param>
    /// <param name="cancellationToken">Ends the wait and the program.</param>
    /// <returns>The running program and its ready line.</returns>
    /// <exception cref="CommandFailure">The program is missing, or ended before it was ready; carries its exit code and last words.</exception>
    public static async Task<(ChildProgram Program, string ReadyLine)> StartAsync(string name, IEnumerable<string> arguments, string readyMark, Action<string> say, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(ProgramFiles.Find(name)) { RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // A program started this way ends when its standard input does, so that it cannot outlive a killed parent.
        start.Environment["LAMINA_END_WITH_INPUT"] = "1";
        ChildProgram program = new(Process.Start(start)!, readyMark, say);
        try
        {
            return (program, await program._ready.Task.WaitAsync(cancellationToken));
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the program has ended by itself.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        await _talk;
    }

    /// <summary>Asks the program to drain and end, and kills it if it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _ = Kill(_process.Id, SigTerm);
            using CancellationTokenSource patience = new(Grace);
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync(CancellationToken.None);
            }
        }

        await _talk;
        _process.Dispose();
    }

    private async Task ForwardAsync(string readyMark, Action<string> say)
    {
        string last = "it wrote nothing";
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            last = line;
            say(line);
            if (line.Contains(readyMark, StringComparison.Ordinal))
            {
                _ready.TrySetResult(line);
            }
        }

        await _process.WaitForExitAsync();
        string name = Path.GetFileName(_process.StartInfo.FileName);
        _ready.TrySetException(new CommandFailure(_process.ExitCode == 0 ? Shared.ProgramOptions.ExitCode.Failed : _process.ExitCode, "child-ended", $"{name} ended with exit code {_process.ExitCode} before it was ready: {last}"));
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
