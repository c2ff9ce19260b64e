using System.CommandLine;
using System.Net;
using Lamina.Attestation.Policies;
using Lamina.Attestation.Simulated;
using Lamina.Cli.Attest;
using Lamina.Cli.CommandLine;
using Lamina.Cli.Processes;
using Lamina.Protocol;
using Lamina.Protocol.Bundles;
using Lamina.Protocol.KeyRelease;
using Lamina.Shared.ProgramOptions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lamina.Cli.Keys;

/// <summary><c>keys serve</c>: releases model keys to enclaves that the owner's policy accepts. Everything it sends is sealed to them, so it needs no TLS.</summary>
internal sealed class KeysServeCommand() : Command("serve", "Release keys to enclaves that your policy accepts"), IWholeCommandLine
{
    private const int MaximumConnections = 256;

    /// <inheritdoc/>
    public async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter talk)
    {
        KeysServeSettings settings = new();
        SettingReading reading = settings.Table.Read(KeysServeSettings.Flags(arguments[2..]), Environment.GetEnvironmentVariable);
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

        List<ModelKeyFile> keys = [];
        using EndSignals end = new();
        try
        {
            keys.AddRange(settings.Keys.Value.Select(ModelKeyFile.Read));
            Policy policy = PolicyFile.Read(settings.Policy.Value);
            using CollateralSource collateral = CollateralOptions.Open(settings.Collateral.Value, NullIfEmpty(settings.CollateralCache.Value), NullIfEmpty(settings.CollateralUrl.Value), fetchUnasked: true, forStrangers: true);
            await ServeAsync(new KeyDesk(keys, policy, settings.KeepFor.Value, collateral, TimeProvider.System), settings.Listen.Value, policy.Simulated is not null, new Terminal(output, talk, json: false), end.Token);
            return end.ExitCode;
        }
        catch (OperationCanceledException) when (end.Token.IsCancellationRequested)
        {
            return end.ExitCode;
        }
        finally
        {
            keys.ForEach(key => key.Key.Dispose());
        }
    }

    private static string? NullIfEmpty(string text) => text.Length > 0 ? text : null;

    private static async Task ServeAsync(KeyDesk desk, IPEndPoint address, bool simulated, Terminal terminal, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = EvidenceBundle.MaximumBytes;
            kestrel.Limits.MaxConcurrentConnections = MaximumConnections;
            kestrel.Listen(address);
        });
        await using WebApplication web = builder.Build();
        web.MapPost(Endpoints.ReleaseNonce, (RequestDelegate)(async context => await AnswerAsync(context, desk.Nonce(await BodyAsync(context, ReleaseNonce.MaximumBytes)), terminal)));
        web.MapPost(Endpoints.Release, (RequestDelegate)(async context =>
            await AnswerAsync(context, await desk.ReleaseAsync(await BodyAsync(context, EvidenceBundle.MaximumBytes), terminal.Say, context.RequestAborted), terminal)));
        try
        {
            await web.StartAsync(cancellationToken);
        }
        catch (IOException fault)
        {
            throw new CommandFailure(ExitCode.Failed, "cannot-listen", fault.Message, "--listen");
        }

        if (simulated)
        {
            terminal.Say($"the policy accepts a {SimulatedTee.Warning}");
        }

        terminal.Say($"keys: ready on {web.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single()}");
        EndWithInput.Watch(web.Lifetime.StopApplication);
        using CancellationTokenRegistration stop = cancellationToken.Register(web.Lifetime.StopApplication);
        await web.WaitForShutdownAsync(CancellationToken.None);
    }

    /// <summary>A longer body than the ceiling comes back one byte too long, and every reader refuses it.</summary>
    private static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpContext context, int ceiling)
    {
        using MemoryStream body = new();
        byte[] block = new byte[32 << 10];
        for (int read; body.Length <= ceiling && (read = await context.Request.Body.ReadAsync(block, context.RequestAborted)) > 0;)
        {
            body.Write(block, 0, read);
        }

        return body.ToArray();
    }

    private static Task AnswerAsync(HttpContext context, DeskAnswer answer, Terminal terminal)
    {
        if (answer.Said.Length > 0)
        {
            terminal.Say($"keys: {answer.Said}");
        }

        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.Status == 200 ? MediaTypes.Json : MediaTypes.Problem;
        context.Response.ContentLength = answer.Body.Length;
        return context.Response.Body.WriteAsync(answer.Body, context.RequestAborted).AsTask();
    }
}
