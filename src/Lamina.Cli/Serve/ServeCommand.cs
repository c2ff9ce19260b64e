using System.CommandLine;
using Lamina.Cli.CommandLine;
using Lamina.Cli.Processes;
using Lamina.Plans;
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
            throw CommandFailure.Usage(reading.Text.Replace("\n", "\nlamina: ", StringComparison.Ordinal));
        }

        EnclaveOptions options = settings.Options;
        return options is { Tee: "simulated", Workers.Count: 0, PlanFolder.Length: > 0 }
            ? await ServeWithWorkerAsync(options, flags, talk)
            : ProgramReplacement.Become("lamina-enclave", flags);
    }

    private static async Task<int> ServeWithWorkerAsync(EnclaveOptions options, string[] flags, TextWriter talk)
    {
        // The enclave would say the same, but only after a worker has loaded the body.
        if (VerdictRule.Refusal(Read(options.PlanFolder), options.AcceptVerdict) is { } refusal)
        {
            throw new CommandFailure(ExitCode.Failed, "verdict", refusal);
        }

        using EndSignals end = new();
        using SocketFolder sockets = new();
        string last = "";
        void Say(string line) => talk.WriteLine(last = line);
        try
        {
            string worker = sockets.AddressOf("worker");
            await using ChildProgram body = await LocalPrograms.StartWorkerAsync(options.PlanFolder, worker, Say, end.Token);
            await using ChildProgram enclave = await LocalPrograms.StartEnclaveAsync([.. flags, "--worker", worker], Say, end.Token);
            await Task.WhenAny(enclave.WaitAsync(end.Token), body.WaitAsync(end.Token));
            if (end.Token.IsCancellationRequested)
            {
                return end.ExitCode;
            }

            talk.WriteLine("lamina: the enclave or its worker ended by itself");
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (end.Token.IsCancellationRequested)
        {
            return end.ExitCode;
        }
        catch (CommandFailure ended) when (last.Length > 0 && ended.Message.EndsWith($": {last}", StringComparison.Ordinal))
        {
            // The program's last words were passed on as they came.
            throw new CommandFailure(ended.ExitCode, ended.Code, ended.Message[..^(last.Length + 2)]);
        }
    }

    private static Plan Read(string folder)
    {
        try
        {
            return Plan.Load(folder);
        }
        catch (PlanException fault)
        {
            throw CommandFailure.Unusable(fault.Message);
        }
    }
}
