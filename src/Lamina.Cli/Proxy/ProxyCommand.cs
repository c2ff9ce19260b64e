using System.CommandLine;
using Lamina.Attestation;
using Lamina.Attestation.Simulated;
using Lamina.Cli.Attest;
using Lamina.Cli.CommandLine;
using Lamina.Cli.Infer;
using Lamina.Cli.Processes;
using Lamina.Client;
using Lamina.OpenInference;
using Lamina.OpenInference.Server;
using Lamina.Plans;
using Lamina.Shared.ProgramOptions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Lamina.Cli.Proxy;

/// <summary>
/// <c>proxy</c>: an Open Inference Protocol server on this machine in front of an enclave far away, for clients that know nothing of sealing.
/// It verifies before it listens, and again whenever the enclave's keys end.
/// </summary>
internal sealed class ProxyCommand() : Command("proxy", "Open Inference Protocol on localhost for unmodified clients; seals underneath"), IWholeCommandLine
{
    private const string Program = "lamina-proxy";

    /// <inheritdoc/>
    public async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter talk)
    {
        ProxySettings settings = new();
        SettingReading reading = settings.Table.Read(arguments[1..], Environment.GetEnvironmentVariable);
        if (reading.Outcome == SettingOutcome.Asked)
        {
            output.WriteLine(reading.Text);
            return ExitCode.Done;
        }

        string[] faults = reading.Outcome == SettingOutcome.Faulty ? reading.Text.Split('\n') : [.. settings.Contradictions()];
        if (faults.Length > 0)
        {
            throw CommandFailure.Usage(string.Join("; ", faults));
        }

        using EndSignals end = new();
        try
        {
            await ServeAsync(settings, output, talk, end.Token);
            return end.ExitCode;
        }
        catch (LaminaClientException refused)
        {
            StepTable.Show(refused.Steps, new Terminal(talk, talk, json: false));
            throw ClientFailure.Of(refused, [.. settings.Server.Value.Select(ServerAddress.Parse)]);
        }
        catch (Exception unusable) when (LastResort.CannotListen(unusable, settings.Listen.Value) is { } sentence)
        {
            // An address in use or of another machine, a socket of another program.
            throw new CommandFailure(ExitCode.Failed, "cannot-listen", sentence);
        }
        catch (OperationCanceledException) when (end.Token.IsCancellationRequested)
        {
            return end.ExitCode;
        }
    }

    private static async Task ServeAsync(ProxySettings settings, TextWriter output, TextWriter talk, CancellationToken end)
    {
        using CollateralSource collateral = CollateralOptions.Open(settings.Collateral.Value, NullIfEmpty(settings.CollateralCache.Value), NullIfEmpty(settings.CollateralUrl.Value), fetchUnasked: true);
        Uri[] servers = [.. settings.Server.Value.Select(ServerAddress.Parse)];
        LaminaClientOptions options = new()
        {
            Server = servers[0],
            MoreServers = servers[1..],
            Policy = PolicyFile.Read(settings.Policy.Value),
            Timeout = settings.Timeout.Value,
            Token = TokenText.Read(settings.TokenFile.Value),
            Collateral = collateral.Files,
            CollateralCache = collateral.Cache,
            RollbackStore = collateral.Store,
            Warn = line => talk.WriteLine($"{Program}: {line}"),
        };
        using LaminaClient client = await LaminaClient.ConnectAsync(options, end);
        bool simulated = client.Verification.Kind == EvidenceKind.Simulated;
        if (simulated)
        {
            talk.WriteLine($"{Program}: {SimulatedTee.Warning}");
        }

        SealedBackend backend = new(client, settings.MaxConcurrent.Value, TimeProvider.System);
        OipServerOptions server = new()
        {
            Listen = settings.Listen.Value,
            Limits = new InferLimits { MaxMessageBytes = RequestCeiling.Of(backend.Models[0], free: (int)client.Plan.Limits.RequestBytes) },
            DrainTimeout = settings.Drain.Value,
        };
        WebApplicationBuilder builder = OipServer.CreateBuilder(server, backend);
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        WebApplication? built = null;
        builder.Logging.DropFailedStart(() => built);
        await using WebApplication app = built = OipServer.Build(builder);
        app.Lifetime.ApplicationStopping.Register(backend.Drain);
        await app.StartAsync(end);
        string addresses = string.Join(", ", OipServer.Addresses(app).Select(address => address.Replace("http://", "", StringComparison.Ordinal)));
        talk.WriteLine($"{Program}: ready on {addresses}; serving {backend.Models[0].Name}, sealed to {options.Server}, plan {client.Plan.Digest()}, verdict {client.Plan.Verdict.Name()}");
        try
        {
            await Task.Delay(Timeout.Infinite, end);
        }
        catch (OperationCanceledException)
        {
            await app.StopAsync(CancellationToken.None);
        }

        if (simulated)
        {
            talk.WriteLine($"{Program}: {SimulatedTee.Warning}");
        }
    }

    private static string? NullIfEmpty(string text) => text.Length > 0 ? text : null;
}
