using System.Runtime.InteropServices;

namespace Lamina.Cli.Processes;

/// <summary>Turns SIGTERM, SIGINT and SIGHUP into a token, so that whatever was started is ended first.</summary>
internal sealed class EndSignals : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly PosixSignalRegistration[] _registrations;
    private volatile bool _interrupted;

    public EndSignals() => _registrations = [Register(PosixSignal.SIGTERM), Register(PosixSignal.SIGINT), Register(PosixSignal.SIGHUP)];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _end.Token;

    /// <summary>What a server ends with after a signal: 130 where somebody interrupted it, 0 where it was told to end.</summary>
    public int ExitCode => _interrupted ? Shared.ProgramOptions.ExitCode.Interrupted : Shared.ProgramOptions.ExitCode.Done;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _end.Dispose();
    }

    private PosixSignalRegistration Register(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        _interrupted |= signal == PosixSignal.SIGINT;
        _end.Cancel();
    });
}
