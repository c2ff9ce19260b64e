using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Lamina.Data;
using Lamina.Lab.Attacks;
using Lamina.Plans;
using Lamina.Plans.Measured;

namespace Lamina.Lab.Choosing;

/// <summary>What cuts cost, as <c>lamina profile</c> measured it against a real worker.</summary>
/// <param name="Rows">One row per candidate, in their order.</param>
/// <param name="WholeMs">The whole model's median.</param>
/// <param name="Machine">The machine, in a few words; null where the file does not say.</param>
internal sealed record MeasuredCosts(ImmutableArray<CostRow> Rows, double WholeMs, string? Machine)
{
    /// <summary>Set by <c>lamina</c> for the programs it becomes: its own path.</summary>
    public const string DoorVariable = "_LAMINA_DOOR";

    private const int MaxBytes = 64 << 20;
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Reads a profile.</summary>
    /// <param name="path">A profile.json, or the folder that holds it.</param>
    /// <param name="cuts">The candidates; each must have been measured.</param>
    /// <param name="model">Digest of the model's file.</param>
    /// <exception cref="DataException">It cannot be read, is of another model, or lacks a cut.</exception>
    /// <param name="tail">Where the tail begins; empty for none.</param>
    public static MeasuredCosts Read(string path, IReadOnlyList<CutName> cuts, string model, IReadOnlyList<string> tail)
    {
        string file = Directory.Exists(path) ? Path.Combine(path, "profile.json") : path;
        try
        {
            if (new FileInfo(file).Length > MaxBytes)
            {
                throw new DataException($"{file}: has more than {MaxBytes} bytes, it is no profile.");
            }

            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            JsonElement root = document.RootElement;
            string measured = root.GetProperty("model").GetProperty("sha256").GetString() ?? "";
            if (measured != model)
            {
                throw new DataException($"{file}: is of a model with SHA-256 {measured}, this one has {model}.");
            }

            CostRow[] rows = [.. root.GetProperty("cuts").EnumerateArray().Select(row => row.Deserialize<CostRow>(Json)!)];
            if (tail.Count > 0 && rows.Any(row => row.TailMs <= 0))
            {
                throw new DataException($"{file}: was measured without a tail; measure it with 'lamina profile --tail {string.Join(',', tail)}'.");
            }

            string? machine = root.TryGetProperty("conditions", out JsonElement conditions) && conditions.TryGetProperty("machine", out JsonElement name) ? name.GetString() : null;
            return new MeasuredCosts(
                [.. cuts.Select(cut => rows.FirstOrDefault(row => row.Tensors.SequenceEqual(cut.Tensors)) ?? throw new DataException($"{file}: does not hold the cut {cut.Label}; measure it with 'lamina profile'."))],
                root.GetProperty("whole_ms").GetDouble(),
                machine);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new DataException($"{file}: is no profile as 'lamina profile' writes it: {fault.Message}", fault);
        }
    }

    /// <summary>Where a plan keeps the profile of these candidates: a profile holds the cuts that it was asked for, and a plan may be continued with others.</summary>
    /// <param name="plan">The plan's folder.</param>
    /// <param name="cuts">The candidates.</param>
    /// <param name="tail">Where the tail begins; empty for none.</param>
    public static string Folder(string plan, IReadOnlyList<CutName> cuts, ImmutableArray<string> tail)
    {
        string asked = string.Join('\n', [.. cuts.Select(cut => string.Join(',', cut.Tensors)), "tail", .. tail]);
        return Path.Combine(plan, $"profile-{Sha256Digest.Of(System.Text.Encoding.UTF8.GetBytes(asked)).ToString()[..8]}");
    }

    /// <summary>Has <c>lamina profile</c> measure the candidates; it goes on where an earlier run stopped.</summary>
    /// <exception cref="Refusal">There is no such program, or it failed.</exception>
    public static async Task<MeasuredCosts> MeasureAsync(string modelPath, string model, IReadOnlyList<CutName> cuts, string folder, CancellationToken cancellation, ImmutableArray<string> tail = default, int? rounds = null)
    {
        string[] tailed = tail.IsDefaultOrEmpty ? [] : ["--tail", string.Join(',', tail)];
        string door = Find() ?? throw new Refusal(ExitCode.Failed, "The program lamina, which measures what cuts cost, is neither beside this one nor on PATH; run 'lamina profile' yourself and give its profile.json with --profile.");
        ProcessStartInfo start = new(door) { RedirectStandardOutput = true };
        foreach (string argument in (string[])["profile", modelPath, .. cuts.SelectMany(cut => new[] { "--at", string.Join(',', cut.Tensors) }), .. tailed, .. Rounds(rounds), "-o", folder])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start) ?? throw new Refusal(ExitCode.Failed, $"'{door}' could not be started.");
        try
        {
            // Its table would be taken for ours.
            await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode == 0
            ? Read(folder, cuts, model, tail.IsDefault ? [] : tail)
            : throw new Refusal(ExitCode.Failed, $"'lamina profile' ended with the code {process.ExitCode}; measure with it yourself and give its profile.json with --profile.");
    }

    private static string[] Rounds(int? rounds) => rounds is { } count ? ["--rounds", count.ToString(System.Globalization.CultureInfo.InvariantCulture)] : [];

    private static string? Find()
    {
        IEnumerable<string?> places =
        [
            Environment.GetEnvironmentVariable(DoorVariable),
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Prepend(AppContext.BaseDirectory).Select(folder => Path.Combine(folder, "lamina")),
        ];
        return places.FirstOrDefault(File.Exists);
    }
}
