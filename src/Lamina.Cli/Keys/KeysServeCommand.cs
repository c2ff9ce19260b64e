using System.CommandLine;
using System.Net;
using Lamina.Attestation.Policies;
using Lamina.Attestation.Simulated;
using Lamina.Cli.Attest;
using Lamina.Cli.CommandLine;
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
internal sealed class KeysServeCommand : LaminaCommand
{
    private const int MaximumConnections = 256;

    private readonly Argument<string[]> _keys = new("KEY") { Description = "Model keys of 'lamina keys seal', one for each plan", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> _policy = new("--policy") { Description = "What an enclave must be to get a key", HelpName = "FILE", Required = true };
    private readonly Option<string> _listen = new("--listen") { Description = "Where enclaves connect; default 127.0.0.1:8444", HelpName = "IP:PORT", DefaultValueFactory = _ => "127.0.0.1:8444" };
    private readonly Option<double> _validity = new("--keep-hours") { Description = "How long an enclave may keep a key for its next start; default 24, up to 8760", HelpName = "HOURS", DefaultValueFactory = _ => 24 };
    private readonly CollateralOptions _collateral = new(fetchUnasked: true);

    public KeysServeCommand()
        : base("serve", "Release keys to enclaves that your policy accepts", json: false)
    {
        Arguments.Add(_keys);
        Options.Add(_policy);
        Options.Add(_listen);
        Options.Add(_validity);
        _collateral.AddTo(this);
        Examples = ["lamina keys serve model.key --policy owner-policy.json --listen 0.0.0.0:8444"];
    }

    protected override async Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        if (!IPEndPoint.TryParse(arguments.GetRequiredValue(_listen), out IPEndPoint? address))
        {
            throw CommandFailure.Usage($"'{arguments.GetValue(_listen)}' is no address to listen on; wanted is IP:PORT", "--listen");
        }

        double hours = arguments.GetValue(_validity);
        if (hours is not (>= 0 and <= 8760))
        {
            throw CommandFailure.Usage($"{hours} hours are not from 0 to 8760", "--keep-hours");
        }

        List<ModelKeyFile> keys = [];
        try
        {
            keys.AddRange(arguments.GetRequiredValue(_keys).Select(ModelKeyFile.Read));
            Policy policy = PolicyFile.Read(arguments.GetRequiredValue(_policy));
            using CollateralSource collateral = _collateral.Open(arguments);
            await ServeAsync(new KeyDesk(keys, policy, TimeSpan.FromHours(hours), collateral, TimeProvider.System), address, policy.Simulated is not null, terminal, cancellationToken);
            return ExitCode.Done;
        }
        finally
        {
            keys.ForEach(key => key.Key.Dispose());
        }
    }

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
