using Lamina.Attestation;
using Lamina.Enclave.Http;
using Lamina.Shared.ProgramOptions;
using Lamina.Shared.Serve;

namespace Lamina.Enclave.Hosting;

/// <summary>
/// What may be said to an enclave from outside when hardware protects it: addresses, credentials and where the plan lies, which
/// decide nothing about the input, and lower limits. The host speaks all of it, and evidence tells clients none of it.
/// An option that is not listed here is refused: whoever adds one decides where it belongs.
/// </summary>
internal static class RealTeeRules
{
    /// <summary>
    /// Addresses, what belongs to them, and places. <c>tee</c> can only demand a kind; <c>accept-verdict</c> guards the operator alone, because the
    /// client's policy names the plan; <c>keys</c> names who may release a key, and a wrong one opens nothing; TLS adds nothing to the promises; accepted
    /// tokens are digests; lines are written as text or JSON; how long the end takes decides nothing about the input.
    /// </summary>
    internal static readonly string[] FromOutside =
    [
        "config", "plan", "tee", "keys", "worker", "listen", "accept-verdict", "drain-seconds",
        "tls-certificate", "tls-key", "worker-roots", "worker-certificate", "worker-key", "tokens", "json-logs",
    ];

    /// <summary>Options that may be lowered and not raised, with what was asked and what is the most.</summary>
    internal static IEnumerable<(string Name, double Asked, double Most)> Limits(EnclaveOptions options)
    {
        EnclaveOptions usual = new() { PlanFolder = "" };
        return
        [
            ("max-concurrent", options.MaxConcurrent ?? 0, RequestCeilings.MostByDefault),
            ("threads", options.ThreadsPerRun, Environment.ProcessorCount),
            ("runs", options.ConcurrentRuns, Environment.ProcessorCount),
            ("worker-deadline", options.WorkerDeadline.TotalSeconds, usual.WorkerDeadline.TotalSeconds),
            ("request-deadline", options.RequestDeadline.TotalSeconds, usual.RequestDeadline.TotalSeconds),
            ("key-lifetime", options.KeyLifetime.TotalMinutes, usual.KeyLifetime.TotalMinutes),
        ];
    }

    /// <summary>Passes what may come from outside.</summary>
    /// <param name="settings">Which options were given.</param>
    /// <param name="options">Their values.</param>
    /// <param name="kind">The hardware.</param>
    /// <exception cref="EnclaveStartException">Something else was given; the sentence names all of it.</exception>
    public static void Check(SettingTable settings, EnclaveOptions options, EvidenceKind kind)
    {
        Dictionary<string, (double Asked, double Most)> limits = Limits(options).ToDictionary(limit => limit.Name, limit => (limit.Asked, limit.Most));
        string[] faults =
        [
            .. settings.Settings.Where(setting => setting.Source != SettingSource.Default && !FromOutside.Contains(setting.Name)).Select(setting =>
                !limits.TryGetValue(setting.Name, out (double Asked, double Most) limit) ? $"{setting.Flag} cannot be given from outside"
                : limit.Asked > limit.Most ? $"{setting.Flag} can be lowered from {limit.Most} and not raised"
                : "").Where(fault => fault.Length > 0),
        ];
        if (faults.Length > 0)
        {
            throw new EnclaveStartException(ExitCode.Usage, $"under {kind.ToName()} {string.Join("; ", faults)}");
        }
    }
}
