using System.Text.Json;

namespace Lamina.Inventory;

/// <summary>One package of a lock file, exactly as it was resolved.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Needs">Names of the packages it depends on.</param>
internal sealed record LockedPackage(string Id, string Version, IReadOnlyList<string> Needs);

/// <summary>Reads <c>packages.lock.json</c>.</summary>
internal static class LockFile
{
    /// <summary>Every package that a project brings with it, its own and those of the projects it references; those that only take part in the build are left away.</summary>
    public static IReadOnlyList<LockedPackage> Read(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        return
        [
            .. document.RootElement.GetProperty("dependencies").EnumerateObject()
                .SelectMany(framework => framework.Value.EnumerateObject())
                .Where(entry => entry.Value.GetProperty("type").GetString() != "Project" && !BuildOnly.Contains(entry.Name))
                .Select(entry => new LockedPackage(entry.Name, entry.Value.GetProperty("resolved").GetString()!, Needs(entry.Value)))
                .DistinctBy(package => package.Id, StringComparer.OrdinalIgnoreCase),
        ];
    }

    /// <summary>Compilers and analyzers: nothing of them is in what ships.</summary>
    public static IReadOnlyList<string> BuildOnly { get; } = ["Grpc.Tools", "Microsoft.CodeAnalysis.BannedApiAnalyzers", "Microsoft.NET.ILLink.Tasks", "Microsoft.DotNet.ILCompiler"];

    private static string[] Needs(JsonElement entry) => entry.TryGetProperty("dependencies", out JsonElement needs) ? [.. needs.EnumerateObject().Select(need => need.Name)] : [];
}
