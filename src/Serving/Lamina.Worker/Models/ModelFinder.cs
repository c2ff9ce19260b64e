using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Lamina.Worker.Models;

/// <summary>Finds the model files behind <c>--model</c> arguments.</summary>
internal static class ModelFinder
{
    private const string PlanFile = "plan.json";
    private const string RepositoryFile = "model.onnx";
    private const int MaxPlanBytes = 16 << 20;
    private const int DigestDigits = 16;
    private const int ReadBytes = 64 << 10;

    /// <exception cref="UnusableModelException">A path holds no model, or two models have one name.</exception>
    public static IReadOnlyList<ModelSource> Find(IEnumerable<ModelArgument> arguments)
    {
        List<ModelSource> sources = [.. arguments.SelectMany(Find)];
        return sources.GroupBy(source => source.Name).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? throw new UnusableModelException($"two models are named '{twice.Key}': {string.Join(" and ", twice.Select(source => $"'{source.Path}'"))}; give one another name with NAME=PATH")
            : sources;
    }

    private static IEnumerable<ModelSource> Find(ModelArgument argument)
    {
        string path = argument.Path;
        if (File.Exists(path))
        {
            string name = argument.Name ?? Path.GetFileNameWithoutExtension(path);
            return ModelSource.IsName(name)
                ? [new ModelSource(name, "1", path)]
                : throw new UnusableModelException($"'{path}' gives a name that cannot be served; name it with NAME={path}");
        }

        if (!Directory.Exists(path))
        {
            throw new UnusableModelException($"'{path}' does not exist");
        }

        if (File.Exists(Path.Combine(path, PlanFile)))
        {
            return [FromSplit(argument)];
        }

        List<ModelSource> models = [.. Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal).Select(NewestVersion).OfType<ModelSource>()];
        return (models.Count, argument.Name) switch
        {
            (0, _) => throw new UnusableModelException($"'{path}' holds neither a split ({PlanFile}) nor a Triton repository (MODEL/VERSION/{RepositoryFile})"),
            (1, { } name) => [models[0] with { Name = name }],
            ( > 1, not null) => throw new UnusableModelException($"'{path}' holds {models.Count} models, which cannot all be named '{argument.Name}'"),
            _ => models,
        };
    }

    /// <summary>The highest version of a model of a Triton repository; null where the folder is none.</summary>
    private static ModelSource? NewestVersion(string folder)
    {
        string? newest = Directory.EnumerateDirectories(folder)
            .Where(version => uint.TryParse(Path.GetFileName(version), NumberStyles.None, CultureInfo.InvariantCulture, out _) && File.Exists(Path.Combine(version, RepositoryFile)))
            .MaxBy(version => uint.Parse(Path.GetFileName(version), CultureInfo.InvariantCulture));
        return newest is null ? null : new ModelSource(Path.GetFileName(folder), Path.GetFileName(newest), Path.Combine(newest, RepositoryFile));
    }

    /// <summary>
    /// The body that a plan names. Its name carries its digest, so that an enclave with another plan is told that the model is
    /// unknown rather than given nonsense.
    /// </summary>
    private static ModelSource FromSplit(ModelArgument argument)
    {
        string planPath = Path.Combine(argument.Path, PlanFile);
        List<BodyFile> files = ReadBody(planPath);
        foreach (BodyFile file in files)
        {
            string path = Path.Combine(argument.Path, file.Name);
            if (!File.Exists(path))
            {
                throw new UnusableModelException($"'{planPath}' names the body's file '{file.Name}', which does not lie beside it");
            }

            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, ReadBytes);
            string found = Convert.ToHexStringLower(SHA256.HashData(stream));
            if (found != file.Digest)
            {
                throw new UnusableModelException($"'{path}' has the SHA-256 {found}, its plan names {file.Digest}");
            }
        }

        return new ModelSource(argument.Name ?? $"body-{files[0].Digest[..DigestDigits]}", "1", Path.Combine(argument.Path, files[0].Name));
    }

    /// <summary>The body's own file first, then its external data.</summary>
    private static List<BodyFile> ReadBody(string planPath)
    {
        try
        {
            using FileStream stream = File.OpenRead(planPath);
            if (stream.Length > MaxPlanBytes)
            {
                throw new UnusableModelException($"'{planPath}' has {stream.Length} bytes, a plan has at most {MaxPlanBytes}");
            }

            using JsonDocument plan = JsonDocument.Parse(stream);
            if (plan.RootElement.ValueKind == JsonValueKind.Object
                && plan.RootElement.TryGetProperty("body", out JsonElement body) && ReadFile(body) is { } own
                && body.TryGetProperty("external_data", out JsonElement external) && external.ValueKind == JsonValueKind.Array)
            {
                BodyFile?[] data = [.. external.EnumerateArray().Select(ReadFile)];
                if (Array.TrueForAll(data, file => file is not null))
                {
                    return [own, .. data.OfType<BodyFile>()];
                }
            }
        }
        catch (JsonException)
        {
            // The sentence below says it.
        }

        throw new UnusableModelException($"'{planPath}' is no plan that names a body and its external data by file and SHA-256");
    }

    private static BodyFile? ReadFile(JsonElement element) => element.ValueKind == JsonValueKind.Object
        && Text(element, "file") is { Length: > 0 } file && Path.GetFileName(file) == file
        && Text(element, "sha256") is { Length: 2 * SHA256.HashSizeInBytes } digest && digest.All(char.IsAsciiHexDigitLower)
            ? new BodyFile(file, digest)
            : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed record BodyFile(string Name, string Digest);
}
