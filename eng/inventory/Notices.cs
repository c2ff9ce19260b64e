using System.Text;

namespace Lamina.Inventory;

/// <summary>Writes THIRD-PARTY-NOTICES.md: who made what ships with Lamina, and under which terms.</summary>
internal static class Notices
{
    /// <summary>Packages whose text is one of several they may be taken under: the one that is taken.</summary>
    private static readonly Dictionary<string, string> Taken = new() { ["MS-PL OR Apache-2.0"] = "Apache-2.0" };

    /// <summary>The page.</summary>
    /// <exception cref="FileNotFoundException">A package was never restored here.</exception>
    /// <exception cref="InvalidOperationException">A package carries no licence text, and eng/inventory/licenses has none for what it names.</exception>
    public static string Write(IReadOnlyList<Product> products)
    {
        PackageFacts[] all =
        [
            .. products.SelectMany(product => product.Packages).DistinctBy(package => package.Id, StringComparer.OrdinalIgnoreCase)
                .OrderBy(package => package.Id, StringComparer.OrdinalIgnoreCase).Select(PackageFacts.Of),
        ];
        StringBuilder page = new();
        page.Append("""
            # Third-party notices

            Lamina itself is under Apache-2.0 ([LICENSE](LICENSE)). These packages ship with it, or are fetched with its packages. Written from the lock files and from what each package
            says of itself: `eng/inventory/run notices` writes it again, and a test refuses a stale one. A package's own notices of others (last column) ship in the tools' folder `notices`.
            The NativeAOT enclave also holds the .NET runtime (MIT, Copyright .NET Foundation and Contributors). `lamina-lab` holds, out of `libtorch-cpu-linux-x64`, GCC's OpenMP runtime
            `libgomp` (GPL-3.0 with the GCC Runtime Library Exception), which that package's own text does not name.

            | package | version | licence | copyright | in | carries notices of others |
            |---|---|---|---|---|---|

            """);
        foreach (PackageFacts package in all)
        {
            IEnumerable<string> homes = products.Where(product => product.Packages.Any(one => one.Id == package.Id)).Select(product => product.Name);
            string name = package.Url is null ? package.Id : $"[{package.Id}]({package.Url})";
            page.Append($"| {name} | {package.Version} | {package.License ?? "its own text below"} | {Cell(package.Copyright)} | {string.Join(", ", homes)} | {string.Join(", ", package.Notices)} |\n");
        }

        foreach (IGrouping<string, PackageFacts> group in all.GroupBy(TextOf))
        {
            page.Append($"\n## {string.Join(", ", group.Select(package => package.Id))}\n\n");
            foreach (string line in group.Where(package => package.LicenseText is null).Select(package => Cell(package.Copyright)).Distinct(StringComparer.Ordinal))
            {
                page.Append($"- {line}\n");
            }

            page.Append($"\n```\n{group.Key}\n```\n");
        }

        return page.ToString();
    }

    /// <summary>Copies the notices that packages pass on, each into a folder named for its package.</summary>
    public static void Copy(Product product, string folder)
    {
        foreach (LockedPackage package in product.Packages)
        {
            foreach (string file in PackageFacts.Of(package).Notices)
            {
                string target = Path.Combine(folder, package.Id, file);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(Path.Combine(PackageFacts.FolderOf(package), file), target, overwrite: true);
            }
        }
    }

    private static string TextOf(PackageFacts package) => Tidy(package.LicenseText ?? Standard(package));

    private static string Standard(PackageFacts package)
    {
        string name = package.License is { } license ? Taken.GetValueOrDefault(license, license) : "(none)";
        using Stream? text = typeof(Notices).Assembly.GetManifestResourceStream($"{name}.txt");
        using StreamReader reader = new(text ?? throw new InvalidOperationException($"{package.Id} {package.Version} is under {name} and carries no text: put one into eng/inventory/licenses/{name}.txt"));
        return reader.ReadToEnd();
    }

    private static string Tidy(string text) => string.Join('\n', text.ReplaceLineEndings("\n").TrimStart('\uFEFF').Split('\n').Select(line => line.TrimEnd())).Trim('\n');

    private static string Cell(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
}
