using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lamina.Data;
using Lamina.Plans.Measured;

namespace Lamina.Lab.Reproducing;

/// <summary>What one piece came to: a file that can be committed, and merged with others by copying. It holds no picture and no name of one.</summary>
internal sealed record EvaluationResult
{
    /// <summary>The format this version writes and reads.</summary>
    public const string CurrentFormat = "lamina-reproduce-1";

    private const int MaxBytes = 16 << 20;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Always <see cref="CurrentFormat"/>.</summary>
    public required string Format { get; init; }

    /// <summary>The piece's name.</summary>
    public required string Piece { get; init; }

    /// <summary>The command that makes it again, with bare file names.</summary>
    public required string Command { get; init; }

    /// <summary>What its figures depend on.</summary>
    public required EvaluationSettings Settings { get; init; }

    /// <summary>Label of the cut; null where all were looked at.</summary>
    public string? Cut { get; init; }

    /// <summary>False if time ran out before an attack was through.</summary>
    public required bool Finished { get; init; }

    /// <summary>Start of the run, UTC.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>Time on the wall.</summary>
    public required double Seconds { get; init; }

    /// <summary>Processor time of all threads.</summary>
    public required double ProcessorSeconds { get; init; }

    /// <summary>Processor, cores, system.</summary>
    public required string Machine { get; init; }

    /// <summary>Version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>Its commit; null for a build that does not know it.</summary>
    public string? Commit { get; init; }

    /// <summary>How far each attack got.</summary>
    public ImmutableArray<EvaluationWork> Work { get; init; } = [];

    /// <summary>What was recovered.</summary>
    public ImmutableArray<LeakageRow> Leakage { get; init; } = [];

    /// <summary>The controls.</summary>
    public ImmutableArray<ControlRow> Controls { get; init; } = [];

    /// <summary>Per attack and metric one score per victim.</summary>
    public SortedDictionary<string, SortedDictionary<string, ImmutableArray<double>>> Victims { get; init; } = [];

    /// <summary>Median time of the whole model; null where nothing was timed.</summary>
    public double? WholeMs { get; init; }

    /// <summary>Time per cut, in their order.</summary>
    public ImmutableArray<CostRow> Costs { get; init; } = [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataException">It is no such file.</exception>
    public static EvaluationResult Read(string path)
    {
        try
        {
            EvaluationResult? result = new FileInfo(path).Length <= MaxBytes ? JsonSerializer.Deserialize<EvaluationResult>(File.ReadAllBytes(path), Json) : null;
            return result is { Format: CurrentFormat } ? result : throw new DataException($"{path}: is no result of the format {CurrentFormat}.");
        }
        catch (JsonException fault)
        {
            throw new DataException($"{path}: is damaged: {fault.Message}", fault);
        }
    }

    /// <summary>Writes a file; an interrupted write leaves no half of one.</summary>
    public void Save(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path + ".new", [.. JsonSerializer.SerializeToUtf8Bytes(this, Json), (byte)'\n']);
        File.Move(path + ".new", path, overwrite: true);
    }
}

/// <summary>What a piece's figures depend on. Results of one subject are comparable where all but minutes and threads are equal.</summary>
internal sealed record EvaluationSettings
{
    /// <summary>Name of the scale.</summary>
    public required string Scale { get; init; }

    /// <summary>SHA-256 of the model's file.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>Pictures the adversary learned from; 0 where there were none.</summary>
    public int Training { get; init; }

    /// <summary>Pictures it chose on.</summary>
    public int Validation { get; init; }

    /// <summary>Victims.</summary>
    public int Victims { get; init; }

    /// <summary>Digest over model, preprocessing, pictures and version; see RunSubject.</summary>
    public string? Subject { get; init; }

    /// <summary>Deals the roles and starts the attacks.</summary>
    public long Seed { get; init; }

    /// <summary>Time the attacks were given.</summary>
    public double Minutes { get; init; }

    /// <summary>Threads; 0 for all.</summary>
    public int Threads { get; init; }

    /// <summary>Why another piece's figures cannot stand beside these; null if they can.</summary>
    public string? Difference(EvaluationSettings other) => Scale != other.Scale ? $"scale {Scale} and {other.Scale}"
        : ModelSha256 != other.ModelSha256 ? "different model files"
        : Seed != other.Seed ? $"seed {Seed} and {other.Seed}"
        : Subject != other.Subject ? "different pictures, preprocessing or program version"
        : null;
}

/// <summary>How far an attack got.</summary>
internal sealed record EvaluationWork(string Attack, bool Finished, double Seconds, long? Steps, double? ValidationSsim, double? StepDoublingGain);
