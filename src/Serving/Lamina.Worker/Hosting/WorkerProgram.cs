using System.Runtime.InteropServices;
using Lamina.OpenInference;
using Lamina.OpenInference.Server;
using Lamina.OpenInference.Server.Listening;
using Lamina.Shared.ProgramOptions;
using Lamina.Worker.Models;

namespace Lamina.Worker.Hosting;

/// <summary>
/// The life of the worker: read options, load models, listen, say so, answer until told to end, drain. Everything is said on standard
/// error, one line a thing; standard output is for help and version alone.
/// </summary>
internal static class WorkerProgram
{
    private const string Name = "lamina-worker";

    /// <summary>Set by a parent that wants this program to end when the parent does: standard input ends then.</summary>
    private const string EndWithInput = "LAMINA_END_WITH_INPUT";

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        StandardStreams.Guard();
        var options = new WorkerOptions();
        SettingReading reading = options.Table.Read(args, Environment.GetEnvironmentVariable);
        if (reading.Outcome == SettingOutcome.Asked)
        {
            return StandardStreams.Print(Console.Out, Console.Error, Name, reading.Text);
        }

        string[] faults = [.. reading.Outcome == SettingOutcome.Faulty ? reading.Text.Split('\n') : [], .. options.Contradictions()];
        if (faults.Length > 0)
        {
            Array.ForEach(faults, Say);
            Say("see --help");
            return ExitCode.Usage;
        }

        try
        {
            return await ServeAsync(options);
        }
        catch (UnusableModelException unusable)
        {
            Say(unusable.Message);
            return ExitCode.UnusableInput;
        }
        catch (Exception failed) when (LastResort.CannotListen(failed, options.Listen.Value) is { } sentence)
        {
            // Addresses in use or of other machines, sockets of others, certificates that cannot be read.
            Say(sentence);
            return ExitCode.Failed;
        }
    }

    private static async Task<int> ServeAsync(WorkerOptions options)
    {
        PoolThreads.Reserve(options.Runs.Value);
        TlsOptions? tls = TlsFiles.Load(options);
        await using var backend = new WorkerBackend(LoadAll(options), options.Runs.Value, options.Queue.Value, TimeProvider.System);
        var limits = new InferLimits { MaxMessageBytes = backend.Models.Max(model => RequestCeiling.Of(model, options.MaxRequest.Value << 20)) };
        WebApplicationBuilder builder = OipServer.CreateBuilder(
            new OipServerOptions { Listen = options.Listen.Value, Limits = limits, Tls = tls, DrainTimeout = options.Drain.Value }, backend);
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        WebApplication? built = null;
        builder.Logging.DropFailedStart(() => built);
        await using WebApplication app = built = OipServer.Build(builder);
        app.MapGet("/metrics", context =>
        {
            context.Response.ContentType = Metrics.ContentType;
            return context.Response.WriteAsync(Metrics.Write(backend), context.RequestAborted);
        });

        bool interrupted = false;
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => interrupted = true);
        app.Lifetime.ApplicationStopping.Register(backend.Drain);
        await app.StartAsync();
        Say($"ready on {string.Join(", ", OipServer.Addresses(app).Select(Plain))}, serving {string.Join(", ", backend.Models.Select(Describe))}");
        if (Environment.GetEnvironmentVariable(EndWithInput) == "1")
        {
            _ = EndWithInputAsync(app.Lifetime);
        }

        await app.WaitForShutdownAsync();
        return interrupted ? ExitCode.Interrupted : ExitCode.Done;
    }

    private static List<LoadedModel> LoadAll(WorkerOptions options)
    {
        var loaded = new List<LoadedModel>();
        try
        {
            foreach (ModelSource source in ModelFinder.Find(options.Models.Value))
            {
                loaded.Add(ModelLoader.Load(source, options.Session(), options.MaxBatch.Value, options.BatchDelay.Value));
            }

            return loaded;
        }
        catch
        {
            loaded.ForEach(model => model.Session.Dispose());
            throw;
        }
    }

    private static async Task EndWithInputAsync(IHostApplicationLifetime lifetime)
    {
        await Console.OpenStandardInput().CopyToAsync(Stream.Null, lifetime.ApplicationStopping);
        lifetime.StopApplication();
    }

    private static string Describe(ModelDescription model) => $"{model.Name}{(model.MaxBatchSize > 0 ? $" (up to {model.MaxBatchSize} rows a run)" : "")}";

    /// <summary>An address as clients take it: without the scheme of cleartext.</summary>
    private static string Plain(string address) =>
        address.StartsWith("http://unix:", StringComparison.Ordinal) ? address["http://".Length..]
        : address.StartsWith("http://", StringComparison.Ordinal) ? address["http://".Length..]
        : address;

    private static void Say(string line) => Console.Error.WriteLine($"{Name}: {line}");
}
