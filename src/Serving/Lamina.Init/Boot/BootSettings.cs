using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Lamina.Plans;

namespace Lamina.Init.Boot;

/// <summary>
/// What the kernel's command line says, in words <c>lamina.NAME=VALUE</c>. The command line is measured as the kernel is, so a
/// client's policy covers all of it; other words are the kernel's own.
/// </summary>
internal sealed record BootSettings
{
    private const string Prefix = "lamina.";
    private const int MaxLength = 4096;

    private static readonly string[] Names = ["plan", "from", "address", "gateway", "device", "worker", "listen", "tee", "accept-verdict"];

    /// <summary>SHA-256 of the plan; what it names is checked against it.</summary>
    public required Sha256Digest Plan { get; init; }

    /// <summary>Where plan and parts are fetched, over HTTP: they are checked, not trusted.</summary>
    public required Uri From { get; init; }

    /// <summary>This machine's IPv4 address.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>Bits of the network in that address, 1 to 32.</summary>
    public required int NetworkBits { get; init; }

    /// <summary>The next hop to elsewhere; null for none.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>Name of the network device.</summary>
    public string Device { get; init; } = "eth0";

    /// <summary>Options of the enclave program beyond its plan.</summary>
    public required IReadOnlyList<string> EnclaveOptions { get; init; }

    /// <summary>Reads a command line.</summary>
    /// <exception cref="BootException">A word is unknown, repeated, missing or not what it must be.</exception>
    public static BootSettings Parse(string commandLine)
    {
        if (commandLine.Length > MaxLength) throw new BootException($"the command line has {commandLine.Length} characters, at most {MaxLength} are read");
        Dictionary<string, string> words = [];
        foreach (string word in commandLine.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(word => word.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            string[] parts = word[Prefix.Length..].Split('=', 2);
            if (!Names.Contains(parts[0])) throw new BootException($"the command line has the word '{word}', known are {string.Join(", ", Names.Select(name => Prefix + name))}");
            if (parts.Length != 2 || parts[1].Length == 0) throw new BootException($"the command line's {word} has no value");
            if (!words.TryAdd(parts[0], parts[1])) throw new BootException($"the command line names {Prefix}{parts[0]} twice");
        }

        string[] address = Required(words, "address").Split('/');
        return new BootSettings
        {
            Plan = Sha256Digest.TryParse(Required(words, "plan"), out Sha256Digest? digest) ? digest : throw Wrong(words, "plan", "64 hexadecimal digits"),
            From = Uri.TryCreate(Required(words, "from"), UriKind.Absolute, out Uri? from) && from.Scheme == Uri.UriSchemeHttp && from.AbsolutePath.EndsWith('/') && from.Query.Length == 0
                ? from : throw Wrong(words, "from", "an address such as http://10.0.2.2:8080/plan/"),
            Address = IPv4(address[0]) ?? throw Wrong(words, "address", "an address such as 10.0.2.15/24"),
            NetworkBits = address.Length == 2 && int.TryParse(address[1], NumberStyles.None, CultureInfo.InvariantCulture, out int bits) && bits is >= 1 and <= 32
                ? bits : throw Wrong(words, "address", "an address such as 10.0.2.15/24"),
            Gateway = !words.TryGetValue("gateway", out string? gateway) ? null : IPv4(gateway) ?? throw Wrong(words, "gateway", "an address such as 10.0.2.2"),
            Device = !words.TryGetValue("device", out string? device) ? "eth0" : device.Length < 16 && device.All(char.IsAsciiLetterOrDigit) ? device : throw Wrong(words, "device", "a name such as eth0"),
            EnclaveOptions = Options(words),
        };
    }

    /// <summary>Values go to the enclave program as they are; it judges them, and under real hardware refuses what could weaken it.</summary>
    private static string[] Options(Dictionary<string, string> words)
    {
        List<string> options = ["--worker", Required(words, "worker"), "--listen", words.GetValueOrDefault("listen", "0.0.0.0:8443"), "--tee", words.GetValueOrDefault("tee", "auto")];
        if (words.TryGetValue("accept-verdict", out string? verdict)) options.AddRange(["--accept-verdict", verdict]);
        return [.. options];
    }

    private static string Required(Dictionary<string, string> words, string name) => words.TryGetValue(name, out string? value) ? value : throw new BootException($"the command line does not name {Prefix}{name}");

    private static BootException Wrong(Dictionary<string, string> words, string name, string wanted) => new($"the command line's {Prefix}{name} is '{words[name]}'; wanted is {wanted}");

    private static IPAddress? IPv4(string text) => text.Count(c => c == '.') == 3 && IPAddress.TryParse(text, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetwork ? address : null;
}
