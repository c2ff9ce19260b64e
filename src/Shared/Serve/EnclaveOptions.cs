using System.Globalization;
using Lamina.Plans;

namespace Lamina.Shared.Serve;

/// <summary>What an operator says to an enclave. Every property has a default but the plan's folder.</summary>
internal sealed record EnclaveOptions
{
    /// <summary>Folder with <c>plan.json</c> and the parts.</summary>
    public required string PlanFolder { get; init; }

    /// <summary><c>auto</c> (the default: hardware, never simulated), <c>simulated</c>, <c>sgx</c>, <c>tdx</c> or <c>sev-snp</c>.</summary>
    public string Tee { get; init; } = "auto";

    /// <summary>Where the owner of sealed parts releases their key, such as <c>https://owner:8444</c>. Default none: the parts are not sealed.</summary>
    public string Keys { get; init; } = "";

    /// <summary>Addresses of workers, at least one.</summary>
    public IReadOnlyList<string> Workers { get; init; } = [];

    /// <summary>Where to listen: <c>HOST:PORT</c> or <c>unix:PATH</c>. Default 127.0.0.1:8443.</summary>
    public IReadOnlyList<string> Listen { get; init; } = ["127.0.0.1:8443"];

    /// <summary>A verdict other than within-budget that may be served; null for none.</summary>
    public PlanVerdict? AcceptVerdict { get; init; }

    /// <summary>Requests under way at a time, 1 to 1024; further ones get 429. Default null: as many as the plan's sizes allow, 4 to 64.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>Longest time from opening a request to its answer. Default 70 s, up to 1 hour: two waits for workers and the head. Longer than <see cref="WorkerDeadline"/>.</summary>
    public TimeSpan RequestDeadline { get; init; } = TimeSpan.FromSeconds(70);

    /// <summary>File with the digests of accepted bearer tokens and their quotas. Default none: everyone is let in.</summary>
    public string Tokens { get; init; } = "";

    /// <summary>Log lines as JSON. Default false: text.</summary>
    public bool JsonLogs { get; init; }

    /// <summary>Threads that work on one head. Default: all processors. See docs/runtime.md.</summary>
    public int ThreadsPerRun { get; init; } = Environment.ProcessorCount;

    /// <summary>Heads that run at a time. Default 1.</summary>
    public int ConcurrentRuns { get; init; } = 1;

    /// <summary>Longest wait for a worker's answer. Default 30 s, up to 10 min.</summary>
    public TimeSpan WorkerDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>PEM file with this server's certificate and those between it and its root; TCP addresses then speak TLS. Default none.</summary>
    public string TlsCertificate { get; init; } = "";

    /// <summary>PEM file with the private key of <see cref="TlsCertificate"/>.</summary>
    public string TlsKey { get; init; } = "";

    /// <summary>PEM file with the roots that workers' certificates must lead to. Default: the system's.</summary>
    public string WorkerRoots { get; init; } = "";

    /// <summary>PEM file with the certificate that workers are shown. Default none.</summary>
    public string WorkerCertificate { get; init; } = "";

    /// <summary>PEM file with the private key of <see cref="WorkerCertificate"/>.</summary>
    public string WorkerKey { get; init; } = "";

    /// <summary>Longest wait at the end for requests that are under way. Default 4 s, up to 1 hour.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long request keys live. Default 1 hour, 1 minute to 24 hours.</summary>
    public TimeSpan KeyLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>What is wrong with options that are each right for themselves.</summary>
    public IEnumerable<string> Contradictions()
    {
        if (PlanFolder.Length == 0)
        {
            yield return "--plan is missing: which plan is to be served?";
        }

        if (Workers.Count == 0)
        {
            yield return "--worker is missing: where does the body run?";
        }

        if (RequestDeadline <= WorkerDeadline)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"--request-deadline is {RequestDeadline.TotalSeconds} s and must be longer than --worker-deadline, {WorkerDeadline.TotalSeconds} s: else no worker is ever found too slow");
        }

        if (TlsCertificate.Length > 0 != TlsKey.Length > 0)
        {
            yield return "--tls-certificate and --tls-key need one another";
        }

        if (WorkerCertificate.Length > 0 != WorkerKey.Length > 0)
        {
            yield return "--worker-certificate and --worker-key need one another";
        }
    }
}
