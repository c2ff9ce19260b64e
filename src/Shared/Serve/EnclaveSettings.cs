using Lamina.Plans;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Shared.Serve;

/// <summary>The options of <c>lamina-enclave</c> and <c>lamina serve</c>, declared once.</summary>
internal sealed class EnclaveSettings
{
    private static readonly string[] Tees = ["auto", "simulated", "sgx", "tdx", "sev-snp"];

    private readonly Setting<string> _plan;
    private readonly Setting<string> _tee;
    private readonly Setting<string> _keys;
    private readonly ListSetting<string> _workers;
    private readonly ListSetting<string> _listen;
    private readonly Setting<PlanVerdict?> _acceptVerdict;
    private readonly Setting<int> _maxConcurrent;
    private readonly Setting<int> _threads;
    private readonly Setting<int> _runs;
    private readonly Setting<TimeSpan> _deadline;
    private readonly Setting<TimeSpan> _lifetime;
    private readonly Setting<TimeSpan> _drain;
    private readonly Setting<TimeSpan> _requestDeadline;
    private readonly Setting<string> _tokens;
    private readonly Setting<bool> _jsonLogs;
    private readonly Setting<string> _tlsCertificate;
    private readonly Setting<string> _tlsKey;
    private readonly Setting<string> _workerRoots;
    private readonly Setting<string> _workerCertificate;
    private readonly Setting<string> _workerKey;

    /// <param name="program">The name that help shows.</param>
    public EnclaveSettings(string program)
    {
        EnclaveOptions fallback = new() { PlanFolder = "" };
        Table = new SettingTable(program, "serve a plan: the trusted side. Holds the request keys, runs head and tail, sends the exposed tensors to workers.");
        _plan = Table.Add(new Setting<string>("plan", "DIR", "Folder with plan.json and the parts.", "", "", SettingReaders.Text));
        _tee = Table.Add(new Setting<string>("tee", "KIND", "What protects this program: auto finds hardware and never chooses simulated.", fallback.Tee, fallback.Tee, Tee));
        _keys = Table.Add(new Setting<string>("keys", "URL", "Where the owner of sealed parts releases their key ('lamina keys serve').", fallback.Keys, "", SettingReaders.Text));
        _workers = Table.Add(new ListSetting<string>("worker", "ADDRESS", "An Open Inference Protocol server: unix:PATH, HOST:PORT or https://HOST:PORT.", fallback.Workers, "", SettingReaders.Text));
        _listen = Table.Add(new ListSetting<string>("listen", "ADDRESS", "Where clients connect: IP:PORT or unix:PATH.", fallback.Listen, fallback.Listen[0], SettingReaders.Text));
        _acceptVerdict = Table.Add(new Setting<PlanVerdict?>("accept-verdict", "VERDICT", "Serve a plan that is not within its budget. Guards the operator; clients decide by their own policy.", null, "", Verdict));
        _maxConcurrent = Table.Add(new Setting<int>("max-concurrent", "N", "Requests under way at a time; further ones are told to come back.", 0, "4 to 64, by the plan's sizes", SettingReaders.Integer(1, 1024)));
        _threads = Table.Add(new Setting<int>("threads", "N", "Threads that work on one head.", fallback.ThreadsPerRun, "all processors", SettingReaders.Integer(1, 1024)));
        _runs = Table.Add(new Setting<int>("runs", "N", "Heads that run at a time.", fallback.ConcurrentRuns, $"{fallback.ConcurrentRuns}", SettingReaders.Integer(1, 1024)));
        _deadline = Table.Add(new Setting<TimeSpan>("worker-deadline", "SECONDS", "Longest wait for a worker's answer.", fallback.WorkerDeadline, "30", SettingReaders.Duration(TimeSpan.FromSeconds(1), 0.1, 600)));
        _lifetime = Table.Add(new Setting<TimeSpan>("key-lifetime", "MINUTES", "How long request keys live, by the monotonic clock.", fallback.KeyLifetime, "60", SettingReaders.Duration(TimeSpan.FromMinutes(1), 1, 24 * 60)));
        _requestDeadline = Table.Add(new Setting<TimeSpan>("request-deadline", "SECONDS", "Longest time from opening a request to its answer.", fallback.RequestDeadline, "70", SettingReaders.Duration(TimeSpan.FromSeconds(1), 0.1, 3600)));
        _tokens = Table.Add(new Setting<string>("tokens", "FILE.json", "Digests of accepted bearer tokens, with quotas. Without it everyone is let in.", "", "", SettingReaders.Text));
        _jsonLogs = Table.Add(new Setting<bool>("json-logs", "", "Write log lines as JSON.", false, "", SettingReaders.Switch));
        _drain = Table.Add(new Setting<TimeSpan>("drain-seconds", "SECONDS", "Longest wait for requests under way after SIGTERM.", fallback.Drain, "4", SettingReaders.Duration(TimeSpan.FromSeconds(1), 0, 3600)));
        _tlsCertificate = File("tls-certificate", "Certificate chain of this server; TCP addresses then speak TLS. Needs --tls-key.");
        _tlsKey = File("tls-key", "Private key of the certificate.");
        _workerRoots = File("worker-roots", "Roots that the certificates of https workers must lead to; the system's if not given.");
        _workerCertificate = File("worker-certificate", "Certificate that https workers are shown. Needs --worker-key.");
        _workerKey = File("worker-key", "Private key of the certificate for workers.");
        Table.Example("lamina serve plan/ --tee simulated --accept-verdict unjudged", "For development: no protection; starts a worker of its own, and serves what 'lamina split' wrote, which nobody judged.");
        Table.Example("lamina serve sealed/ --keys https://owner:8444 --worker gpu-box:8001", "Parts that only an enclave the owner accepts can open.");
        Table.Example("lamina serve plan/ --worker gpu-box:8001 --listen 0.0.0.0:8443", "On TEE hardware, with a worker elsewhere.");
    }

    /// <summary>The declarations: help, environment and file follow from them.</summary>
    public SettingTable Table { get; }

    /// <summary>The options; only after <see cref="SettingTable.Read"/> was ready.</summary>
    public EnclaveOptions Options => new()
    {
        PlanFolder = _plan.Value,
        Tee = _tee.Value,
        Keys = _keys.Value,
        Workers = _workers.Value,
        Listen = _listen.Value,
        AcceptVerdict = _acceptVerdict.Value,
        MaxConcurrent = _maxConcurrent.Source == SettingSource.Default ? null : _maxConcurrent.Value,
        RequestDeadline = _requestDeadline.Value,
        Tokens = _tokens.Value,
        JsonLogs = _jsonLogs.Value,
        ThreadsPerRun = _threads.Value,
        ConcurrentRuns = _runs.Value,
        WorkerDeadline = _deadline.Value,
        KeyLifetime = _lifetime.Value,
        Drain = _drain.Value,
        TlsCertificate = _tlsCertificate.Value,
        TlsKey = _tlsKey.Value,
        WorkerRoots = _workerRoots.Value,
        WorkerCertificate = _workerCertificate.Value,
        WorkerKey = _workerKey.Value,
    };

    private Setting<string> File(string name, string help) => Table.Add(new Setting<string>(name, "FILE.pem", help, "", "", SettingReaders.Text));

    private static string? Tee(string text, out string value)
    {
        value = text;
        return Tees.Contains(text) ? null : $"'{text}' is none of {string.Join(", ", Tees)}";
    }

    private static string? Verdict(string text, out PlanVerdict? value)
    {
        bool known = PlanVerdicts.TryParse(text, out PlanVerdict verdict);
        value = known ? verdict : null;
        return known ? null : $"'{text}' is none of {string.Join(", ", Enum.GetValues<PlanVerdict>().Select(one => one.Name()))}";
    }
}
