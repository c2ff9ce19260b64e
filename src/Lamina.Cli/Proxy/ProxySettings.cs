using Lamina.OpenInference.Server.Listening;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Cli.Proxy;

/// <summary>The options of <c>lamina proxy</c>, each declared once: flag, environment variable and key of the configuration file.</summary>
internal sealed class ProxySettings
{
    private const string DefaultListen = "127.0.0.1:8000";

    public ProxySettings()
    {
        Table = new SettingTable("lamina proxy", "speak the Open Inference Protocol v2 to clients on this machine and seal their requests to a verified enclave.");
        Server = Table.Add(new ListSetting<string>("server", "URL", "Where the enclave listens. With several, each is verified, and the next one is used when one fails.", [], "", SettingReaders.Text));
        Policy = Table.Add(new Setting<string>("policy", "FILE", "What is demanded of the enclave's evidence.", "", "", SettingReaders.Text));
        TokenFile = Table.Add(new Setting<string>("token-file", "FILE", "File with the bearer token that the enclave's operator gave out.", "", "", SettingReaders.Text));
        Collateral = Table.Add(new ListSetting<string>("collateral", "FILE", "What the vendor says of its platforms; told apart by content.", [], "", SettingReaders.Text));
        CollateralCache = Table.Add(new Setting<string>("collateral-cache", "DIR", "Where fetched documents are kept.", "", "lamina/collateral in the user's cache folder", SettingReaders.Text));
        CollateralUrl = Table.Add(new Setting<string>("collateral-url", "URL", "A caching service or mirror in place of the vendors' services, or 'none' to stay offline.", "", "the vendors' services", SettingReaders.Text));
        Listen = Table.Add(new ListSetting<ListenAddress>(
            "listen", "unix:PATH|HOST:PORT", "Where to listen, REST and gRPC alike. What comes in here is not sealed: keep it on this machine.", [Address(DefaultListen)], DefaultListen, ReadAddress));
        MaxConcurrent = Table.Add(new Setting<int>("max-concurrent", "N", "Requests under way at a time; further ones are refused as unavailable.", 64, "64", SettingReaders.Integer(1, 1024)));
        Timeout = Table.Add(new Setting<TimeSpan>("timeout", "SECONDS", "Longest wait for the enclave's answer.", TimeSpan.FromSeconds(100), "100", SettingReaders.Duration(TimeSpan.FromSeconds(1), 0.1, 3600)));
        Drain = Table.Add(new Setting<TimeSpan>("drain-seconds", "SECONDS", "Longest wait for requests under way after SIGTERM.", TimeSpan.FromSeconds(4), "4", SettingReaders.Duration(TimeSpan.FromSeconds(1), 0, 3600)));
        Table.Example("lamina proxy --server https://enclave:8443 --policy policy.json", "Triton and KServe clients then talk to 127.0.0.1:8000.");
    }

    public SettingTable Table { get; }

    public ListSetting<string> Server { get; }

    public Setting<string> Policy { get; }

    public Setting<string> TokenFile { get; }

    public ListSetting<string> Collateral { get; }

    public Setting<string> CollateralCache { get; }

    public Setting<string> CollateralUrl { get; }

    public ListSetting<ListenAddress> Listen { get; }

    public Setting<int> MaxConcurrent { get; }

    public Setting<TimeSpan> Timeout { get; }

    public Setting<TimeSpan> Drain { get; }

    /// <summary>What is missing.</summary>
    public IEnumerable<string> Contradictions()
    {
        if (Server.Value.Count == 0)
        {
            yield return $"{Server.Flag} is missing: where does the enclave listen?";
        }

        if (Policy.Value.Length == 0)
        {
            yield return $"{Policy.Flag} is missing: what is demanded of the enclave? 'lamina attest policy' writes one.";
        }
    }

    private static ListenAddress Address(string text) =>
        ListenAddress.TryParse(text, out ListenAddress? address, out string? fault) ? address : throw new InvalidOperationException(fault);

    private static string? ReadAddress(string text, out ListenAddress value)
    {
        bool valid = ListenAddress.TryParse(text, out ListenAddress? address, out string? fault);
        value = address!;
        return valid ? null : fault;
    }
}
