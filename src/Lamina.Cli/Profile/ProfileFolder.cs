using System.Text;
using System.Text.Json;
using Lamina.Cli.CommandLine;
using Lamina.Planning.Profiling;
using Lamina.Reports.Charts;
using Lamina.Reports.Drawings;

namespace Lamina.Cli.Profile;

/// <summary>
/// Results of one job in a folder: <c>profile.json</c> after every group of cuts, so that an interrupted run loses at most one group; table and charts at the end.
/// </summary>
/// <param name="path">The folder.</param>
internal sealed class ProfileFolder(string path)
{
    private const int MaxStateBytes = 64 << 20;

    private string State => Path.Combine(path, "profile.json");

    /// <summary>What an earlier run of the same job left, or null.</summary>
    /// <param name="wanted">The job, nothing measured yet.</param>
    /// <exception cref="CommandFailure">The folder holds another job's results: exit code 2.</exception>
    public ProfileJson? Continue(ProfileJson wanted)
    {
        if (!File.Exists(State))
        {
            return null;
        }

        ProfileJson found;
        try
        {
            found = JsonSerializer.Deserialize(InputFiles.Read(State, MaxStateBytes), ProfileJsonContext.Default.ProfileJson) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw Other("a profile.json that cannot be read");
        }

        string? difference = Difference(found, wanted);
        return difference is null ? found : throw Other($"a profile of {difference}");
    }

    /// <summary>Notes what is measured so far.</summary>
    public void Save(ProfileJson profile)
    {
        Directory.CreateDirectory(path);
        InputFiles.Write(State, JsonSerializer.SerializeToUtf8Bytes(profile, ProfileJsonContext.Default.ProfileJson));
    }

    /// <summary>Writes table and charts of a finished run.</summary>
    /// <returns>Paths of the files.</returns>
    public IReadOnlyList<string> Finish(ProfileJson profile)
    {
        string title = $"{profile.Model.File}: time per picture at each cut ({Conditions(profile.Conditions)})";
        Drawing chart = CostChart.Draw(title, [.. profile.Cuts.Select(cut => new CostBar(cut.Label, cut.ToRow()))], profile.WholeMs!.Value);
        (string File, byte[] Content)[] files =
        [
            ("profile.csv", Encoding.UTF8.GetBytes(ProfileCsv.Write(profile.Cuts.Select(cut => (cut.Label, cut.ToRow())), profile.WholeMs!.Value))),
            ("profile.svg", Encoding.UTF8.GetBytes(SvgWriter.Write(chart))),
            ("profile.png", PngRenderer.Write(chart)),
        ];
        foreach ((string file, byte[] content) in files)
        {
            InputFiles.Write(Path.Combine(path, file), content);
        }

        return [State, .. files.Select(file => Path.Combine(path, file.File))];
    }

    private static string Conditions(ConditionsJson conditions) =>
        $"{(conditions.Worker == "local" ? $"body on {conditions.Provider}" : $"body at {conditions.Worker}")}, {conditions.Threads} {(conditions.Threads == 1 ? "thread" : "threads")}, median of {conditions.Rounds} rounds";

    /// <summary>What a found job has that the wanted one has not, in words; null for the same job.</summary>
    private static string? Difference(ProfileJson found, ProfileJson wanted) =>
        found.Model.Sha256 != wanted.Model.Sha256 ? $"another model, {found.Model.File} with SHA-256 {found.Model.Sha256}"
        : found.Conditions with { Machine = wanted.Conditions.Machine } != wanted.Conditions ? $"other conditions ({Conditions(found.Conditions)}, tail {found.Conditions.Tail ?? "none"}, {found.Conditions.WarmUpRounds} rounds to warm up)"
        : found.Conditions.Machine != wanted.Conditions.Machine ? $"another machine ({found.Conditions.Machine})"
        : !Asked(found).SetEquals(Asked(wanted)) ? "other cuts"
        : null;

    private static HashSet<string> Asked(ProfileJson profile) => [.. profile.Cuts.Select(cut => cut.Tensors).Concat(profile.Pending).Select(tensors => string.Join('\0', tensors))];

    private CommandFailure Other(string found) => CommandFailure.Usage($"the folder holds {found}; name another folder or say --overwrite to replace it", path);
}
