using System.Security.Cryptography.X509Certificates;
using Lamina.Attestation;
using Lamina.Enclave.Access;
using Lamina.Enclave.Http;
using Lamina.Enclave.Inference;
using Lamina.Enclave.Loading;
using Lamina.Enclave.Telemetry;
using Lamina.Enclave.Workers;
using Lamina.OpenInference;
using Lamina.OpenInference.Client;
using Lamina.Plans;
using Lamina.Protocol.Gateway;
using Lamina.Protocol.Issuing;
using Lamina.Protocol.KeyRelease;
using Lamina.Protocol.Sizes;
using Lamina.Runtime;
using Lamina.Shared.ProgramOptions;
using Lamina.Shared.Serve;

namespace Lamina.Enclave.Hosting;

/// <summary>One running enclave: everything it owns, from step 0 to the open socket.</summary>
internal sealed class EnclaveHost : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _owned = new();

    private EnclaveHost()
    {
    }

    /// <summary>The web server, built and not started.</summary>
    public WebApplication Web { get; private set; } = null!;

    /// <summary>What is served.</summary>
    public LoadedPlan Loaded { get; private set; } = null!;

    /// <summary>Loads the plan (step 0) and puts everything together.</summary>
    /// <param name="options">What the operator said.</param>
    /// <param name="issuer">What signs; owned from here on if it is disposable.</param>
    /// <param name="time">The clocks.</param>
    /// <param name="talk">Takes sentences for a person. Default none.</param>
    /// <exception cref="UnusablePlanException">Plan or parts cannot be used.</exception>
    /// <exception cref="EnclaveStartException">The verdict may not be served, an address is none, or no key was released.</exception>
    public static async Task<EnclaveHost> BuildAsync(EnclaveOptions options, IEvidenceIssuer issuer, TimeProvider time, TextWriter? talk = null)
    {
        EnclaveHost host = new();
        try
        {
            if (issuer is IDisposable disposable)
            {
                host.Own(disposable);
            }

            PlanSource source = PlanSource.Read(options.PlanFolder);
            using ModelKey? key = options.Keys.Length == 0 ? null : await KeyFetch.GetAsync(options.Keys, source, issuer, time, talk);
            host.Build(options, source, key, issuer, time);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_owned.TryPop(out IAsyncDisposable? owned))
        {
            try
            {
                await owned.DisposeAsync();
            }
            finally
            {
                // Whatever fails to end, the keys below it are wiped.
                await DisposeAsync();
            }
        }
    }

    private void Build(EnclaveOptions options, PlanSource source, ModelKey? key, IEvidenceIssuer issuer, TimeProvider time)
    {
        SessionSettings settings = new()
        {
            Threads = new ThreadPolicy { ThreadsPerRun = options.ThreadsPerRun, ConcurrentRuns = options.ConcurrentRuns },
            Gate = Own(new RunGate(options.ConcurrentRuns)),
        };
        Loaded = Own(LoadedPlan.Load(source, settings, key));
        Plan plan = Loaded.Plan;
        VerdictGuard.Check(plan, options.AcceptVerdict);

        WorkerPool workers = Own(new WorkerPool(plan, OpenWorkers(options, plan, time), time));
        TensorPool buffers = Own(new TensorPool());
        MessageSizes sizes = new((int)plan.Limits.RequestBytes, (int)plan.Limits.AnswerBytes);
        RequestKeys keys = Own(new RequestKeys(new RequestKeysOptions { Lifetime = options.KeyLifetime, Overlap = options.KeyLifetime / 4 }, sizes, time));
        _owned.Push(new KeyWatch(keys, time));
        CollateralFolder collateral = new(Path.Combine(options.PlanFolder, CollateralFolder.Name), time);
        EvidenceAttachments attachments = new() { PlanSignature = Loaded.Signature, Collateral = collateral.Read };
        RequestCeilings ceilings = RequestCeilings.Of(options, plan);
        EvidenceDesk desk = Own(new EvidenceDesk(issuer, keys, Loaded.Bytes, maximumWaiting: ceilings.WaitingForEvidence, attachments: attachments));

        AccessControl access = new(options.Tokens.Length > 0 ? TokenFile.Read(options.Tokens) : [], time);
        EnclaveTelemetry telemetry = Own(new EnclaveTelemetry(() => workers.HealthyCount, () => keys.EndedSets));

        Web = EnclaveWeb.Build(options, ceilings, keys.MaximumRequestBytes, time);
        _owned.Push(Web);
        _owned.Push(workers.Watch(Web.Services.GetRequiredService<ILogger<WorkerWatch>>()));
        Admission admission = new(ceilings.Concurrent);
        _owned.Push(new IdleMemory(Loaded, buffers, admission, time));
        SealedEndpoint sealedRequests = new(Loaded, keys, access, new InferencePipeline(Loaded, workers, buffers), admission, ceilings, telemetry, time, Web.Services.GetRequiredService<ILogger<SealedEndpoint>>());
        Readiness readiness = new(workers);
        Web.Lifetime.ApplicationStopping.Register(readiness.Drain);
        new EnclaveEndpoints(Loaded, keys, desk, readiness, sealedRequests, telemetry, Web.Services.GetRequiredService<ILogger<EnclaveEndpoints>>()).Map(Web);
    }

    private static List<Worker> OpenWorkers(EnclaveOptions options, Plan plan, TimeProvider time)
    {
        (int request, int answer) = MessageCeilings(plan);
        X509Certificate2Collection? roots = ServerTls.LoadRoots(options.WorkerRoots);
        X509Certificate2? certificate = ServerTls.LoadCertificate(options.WorkerCertificate, options.WorkerKey);
        List<Worker> workers = [];
        foreach (string text in options.Workers)
        {
            if (!OipAddress.TryParse(text, out OipAddress? address, out string? fault))
            {
                throw new EnclaveStartException(ExitCode.Usage, fault);
            }

            OipClient client = new(new OipClientOptions
            {
                Address = address,
                Deadline = options.WorkerDeadline,
                Limits = new InferLimits { MaxMessageBytes = request },
                MaxAnswerBytes = answer,
                TrustedRoots = address.UsesTls ? roots : null,
                ClientCertificate = address.UsesTls ? certificate : null,
            });
            workers.Add(new Worker(client, new Circuit(time)));
        }

        return workers;
    }

    /// <summary>
    /// Most bytes of a message to a worker and of its answer. gRPC's own ceiling of 4 MB lies below early cuts: the plan's tensors decide, of each direction for itself,
    /// because what a worker answers takes memory here.
    /// </summary>
    internal static (int Request, int Answer) MessageCeilings(Plan plan)
    {
        return (Ceiling(plan.Body.Inputs), Ceiling(plan.Body.Outputs));

        static int Ceiling(IEnumerable<Plans.TensorSpec> tensors) => (int)Math.Min(int.MaxValue, PlanLimits.MessageBytes(tensors) + (64 << 10));
    }

    private T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Push(new Later(owned));
        return owned;
    }

    private sealed class Later(IDisposable owned) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            owned.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
