using System.CommandLine;
using Lamina.Cli.Processes;
using Lamina.Shared.ProgramOptions;
using Lamina.Shared.Serve;

namespace Lamina.Cli.Serve;

/// <summary>
/// <c>serve</c>: becomes <c>lamina-enclave</c>. With the simulated TEE and no worker named it starts a worker of its own, and only then.
/// </summary>
internal sealed class ServeCommand() : Command("serve", "Serve a plan: the trusted side"), IWholeCommandLine
{
    /// <inheritdoc/>
    public async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter talk)
    {
        // The folder is the one argument without a flag.
        string[] flags = arguments is [_, [not '-', ..] folder, .. string[] rest] ? ["--plan", folder, .. rest] : arguments[1..];
        EnclaveSettings settings = new("lamina serve PLAN_DIR");
        SettingReading reading = settings.Table.Read(flags, Environment.GetEnvironmentVariable);
        if (reading.Outcome == SettingOutcome.Asked)
        {
            output.WriteLine(reading.Text);
            return ExitCode.Done;
        }

        if (reading.Outcome == SettingOutcome.Faulty)
        {
            talk.WriteLine($"lamina: {reading.Text}");
            return ExitCode.Usage;
        }

        EnclaveOptions options = settings.Options;
        return options is { Tee: "simulated", Workers.Count: 0, PlanFolder.Length: > 0 }
            ? await ServeWithWorkerAsync(options.PlanFolder, flags, talk)
            : ProgramReplacement.Become("lamina-enclave", flags);
    }

    private static async Task<int> ServeWithWorkerAsync(string planFolder, string[] flags, TextWriter talk)
    {
        using EndSignals end = new();
        using SocketFolder sockets = new();
        try
        {
            string worker = sockets.AddressOf("worker");
            await using ChildProgram body = await LocalPrograms.StartWorkerAsync(planFolder, worker, talk.WriteLine, end.Token);
            await using ChildProgram enclave = await LocalPrograms.StartEnclaveAsync([.. flags, "--worker", worker], talk.WriteLine, end.Token);
            await Task.WhenAny(enclave.WaitAsync(end.Token), body.WaitAsync(end.Token));
            if (end.Token.IsCancellationRequested)
            {
                return ExitCode.Done;
            }

            talk.WriteLine("lamina: the enclave or its worker ended by itself");
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (end.Token.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }
}
