using System.Net;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Cli.Keys;

/// <summary>The options of <c>lamina keys serve</c>, each declared once: flag, environment variable and key of the configuration file.</summary>
internal sealed class KeysServeSettings
{
    private const string DefaultListen = "127.0.0.1:8444";

    public KeysServeSettings()
    {
        Table = new SettingTable("lamina keys serve [KEY]...", "release model keys to enclaves that your policy accepts. What is secret is sealed to them, so it needs no TLS.");
        Keys = Table.Add(new ListSetting<string>("key", "FILE", "A model key of 'lamina keys seal', one for each plan. May also be given as words before the first option.", [], "", SettingReaders.Text));
        Policy = Table.Add(new Setting<string>("policy", "FILE", "What an enclave must be to get a key.", "", "", SettingReaders.Text));
        Listen = Table.Add(new Setting<IPEndPoint>("listen", "IP:PORT", "Where enclaves connect.", IPEndPoint.Parse(DefaultListen), DefaultListen, ReadAddress));
        KeepFor = Table.Add(new Setting<TimeSpan>("keep-hours", "HOURS", "How long an enclave may keep a key for its next start; up to 8760.", TimeSpan.FromHours(24), "24", SettingReaders.Duration(TimeSpan.FromHours(1), 0, 8760)));
        Collateral = Table.Add(new ListSetting<string>("collateral", "FILE", "What the vendor says of its platforms; told apart by content.", [], "", SettingReaders.Text));
        CollateralCache = Table.Add(new Setting<string>("collateral-cache", "DIR", "Where fetched documents are kept.", "", "lamina/collateral in the user's cache folder", SettingReaders.Text));
        CollateralUrl = Table.Add(new Setting<string>("collateral-url", "URL", "A caching service or mirror in place of the vendors' services, or 'none' to stay offline.", "", "the vendors' services", SettingReaders.Text));
        Table.Example("lamina keys serve model.key --policy owner-policy.json --listen 0.0.0.0:8444", "One key, to enclaves on other machines.");
        Table.Example("lamina keys serve --config keys.json", "The same as a service: \"key\", \"policy\" and \"listen\" are keys of that file.");
    }

    public SettingTable Table { get; }

    public ListSetting<string> Keys { get; }

    public Setting<string> Policy { get; }

    public Setting<IPEndPoint> Listen { get; }

    public Setting<TimeSpan> KeepFor { get; }

    public ListSetting<string> Collateral { get; }

    public Setting<string> CollateralCache { get; }

    public Setting<string> CollateralUrl { get; }

    /// <summary>The words before the first option are keys.</summary>
    /// <param name="arguments">The command line after <c>keys serve</c>.</param>
    public static string[] Flags(IReadOnlyList<string> arguments)
    {
        string[] words = [.. arguments.TakeWhile(word => !word.StartsWith('-'))];
        return [.. words.SelectMany(word => new[] { "--key", word }), .. arguments.Skip(words.Length)];
    }

    /// <summary>What is missing.</summary>
    public IEnumerable<string> Contradictions()
    {
        if (Keys.Value.Count == 0)
        {
            yield return $"{Keys.Flag} is missing: which keys are to be released? 'lamina keys seal' makes one.";
        }

        if (Policy.Value.Length == 0)
        {
            yield return $"{Policy.Flag} is missing: what must an enclave be to get a key? 'lamina attest policy' writes one.";
        }
    }

    private static string? ReadAddress(string text, out IPEndPoint value)
    {
        bool valid = IPEndPoint.TryParse(text, out IPEndPoint? address);
        value = address!;
        return valid ? null : $"'{text}' is no address to listen on; wanted is IP:PORT";
    }
}
