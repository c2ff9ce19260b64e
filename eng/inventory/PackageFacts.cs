using System.Xml.Linq;

namespace Lamina.Inventory;

/// <summary>What a package says of itself in its own description, read from the folder that restore unpacked it to.</summary>
internal sealed record PackageFacts
{
    public required string Id { get; init; }

    public required string Version { get; init; }

    /// <summary>Licence expression as SPDX writes it; null where the package only carries a text.</summary>
    public required string? License { get; init; }

    /// <summary>The package's own licence text; null where it carries none.</summary>
    public required string? LicenseText { get; init; }

    /// <summary>Copyright line, else its authors.</summary>
    public required string Copyright { get; init; }

    public required string? Url { get; init; }

    /// <summary>Names of the files in which the package passes on the notices of others.</summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <summary>SHA-512 of the package as it was downloaded, hexadecimal; null where restore kept none.</summary>
    public required string? Sha512 { get; init; }

    /// <summary>Packages that name their licence only by an address: that address, and what is known to stand there.</summary>
    internal static readonly IReadOnlyDictionary<string, (string Address, string License, string Copyright)> ByAddress = new Dictionary<string, (string, string, string)>(StringComparer.OrdinalIgnoreCase)
    {
        ["K4os.Compression.LZ4"] = ("https://github.com/MiloszKrajewski/K4os.Compression.LZ4/blob/master/LICENSE?raw=true", "MIT", "Copyright (c) 2017 Milosz Krajewski"),
    };

    /// <summary>Where restore unpacks packages: <c>$NUGET_PACKAGES</c>, else <c>.nuget/packages</c> below the user's home.</summary>
    public static string Cache => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
        ? folder
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>The folder of a package.</summary>
    public static string FolderOf(LockedPackage package) => Path.Combine(Cache, package.Id.ToLowerInvariant(), package.Version.ToLowerInvariant());

    /// <summary>Reads a package's description.</summary>
    /// <exception cref="FileNotFoundException">The package was never restored here.</exception>
    /// <exception cref="InvalidOperationException">The package names its licence by another address than the one whose text is known.</exception>
    public static PackageFacts Of(LockedPackage package)
    {
        string folder = FolderOf(package), id = package.Id.ToLowerInvariant();
        string nuspec = Path.Combine(folder, id + ".nuspec");
        if (!File.Exists(nuspec))
        {
            throw new FileNotFoundException($"{package.Id} {package.Version} is not in the package cache: dotnet restore Lamina.slnx", nuspec);
        }

        XElement metadata = XDocument.Load(nuspec).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
        string? Text(string name) => metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value.Trim() is { Length: > 0 } text ? text : null;
        bool expression = (string?)metadata.Elements().FirstOrDefault(element => element.Name.LocalName == "license")?.Attribute("type") == "expression";
        string[] files = [.. Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        string? license = files.FirstOrDefault(file => file.StartsWith("LICENSE", StringComparison.OrdinalIgnoreCase));
        (string Address, string License, string Copyright)? elsewhere = !expression && license is null && ByAddress.TryGetValue(package.Id, out (string Address, string License, string Copyright) known) ? known : null;
        if (elsewhere is { } read && Text("licenseUrl") != read.Address)
        {
            throw new InvalidOperationException($"{package.Id} {package.Version} names its licence at {Text("licenseUrl")}; known is what stands at {read.Address}");
        }

        string sha = Path.Combine(folder, $"{id}.{package.Version.ToLowerInvariant()}.nupkg.sha512");
        return new PackageFacts
        {
            Id = package.Id,
            Version = package.Version,
            License = expression ? Text("license") : elsewhere?.License,
            LicenseText = license is null ? null : File.ReadAllText(Path.Combine(folder, license)),
            Copyright = elsewhere?.Copyright ?? Text("copyright") ?? Text("authors") ?? package.Id,
            Url = Text("projectUrl"),
            Notices = [.. files.Where(file => file.Replace("-", "", StringComparison.Ordinal).StartsWith("THIRDPARTYNOTICES", StringComparison.OrdinalIgnoreCase))],
            Sha512 = File.Exists(sha) ? Convert.ToHexStringLower(Convert.FromBase64String(File.ReadAllText(sha).Trim())) : null,
        };
    }
}
