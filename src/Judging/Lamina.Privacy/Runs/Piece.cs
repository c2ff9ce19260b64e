using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lamina.Privacy.Runs;

/// <summary>One finished part of a run: scores per victim and what shows its strength. The verdict is made of these alone.</summary>
public sealed record Piece
{
    /// <summary>The format this version writes and reads.</summary>
    public const string CurrentFormat = "lamina-piece-1";

    /// <summary>Always <see cref="CurrentFormat"/>.</summary>
    public string Format { get; init; } = CurrentFormat;

    /// <summary>Digest of model, preprocessing, images and code version; see <see cref="RunSubject.Digest"/>.</summary>
    public required string Subject { get; init; }

    /// <summary>What it is of.</summary>
    public required PieceKey Key { get; init; }

    /// <summary>Source commit of the code that made it, where that is known.</summary>
    public string? Commit { get; init; }

    /// <summary>Per metric one score per victim.</summary>
    public required ImmutableSortedDictionary<string, ImmutableArray<double>> Scores { get; init; }

    /// <summary>False if it was stopped by time, or if something it is made of was or is missing.</summary>
    public required bool Finished { get; init; }

    /// <summary>The time it was given, in seconds; null for no limit. A run with more time does it again, from its checkpoint.</summary>
    public double? LimitSeconds { get; init; }

    /// <summary>What it is made of: the name of each such piece with a digest of what it said, or <c>missing</c>. A piece made of others than are there now is made again.</summary>
    public ImmutableArray<string> Inputs { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>What it took, in seconds, feature passes it caused included; of a piece that was gone on with, all sittings together.</summary>
    public double Seconds { get; init; }

    /// <summary>Steps of a learned attack.</summary>
    public long? Steps { get; init; }

    /// <summary>Mean SSIM on the adversary's validation images.</summary>
    public double? ValidationSsim { get; init; }

    /// <summary>What the last doubling of steps gained there.</summary>
    public double? StepDoublingGain { get; init; }

    /// <summary>SSIM on the first of its own training images.</summary>
    public ImmutableArray<double> TrainingFit { get; init; } = [];

    /// <summary>Per victim the feature error of what a search itself made.</summary>
    public ImmutableArray<double> FeatureErrors { get; init; } = [];

    /// <summary>The same of the learned pictures it started from; empty where it did not.</summary>
    public ImmutableArray<double> StartErrors { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Per victim the SSIM of what a search itself made: its control is judged on these. Empty for others.</summary>
    public ImmutableArray<double> OwnSsim { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The same between two different victims.</summary>
    public double? DistanceBetweenVictims { get; init; }

    /// <summary>True for a search that started from a learned reconstruction too.</summary>
    public bool FromLearned { get; init; }

    /// <summary>A digest of what it says; how long it took and what code made it are no part of it.</summary>
    internal string Stamp()
    {
        Piece said = this with { Seconds = 0, LimitSeconds = null, Commit = null, Scores = Scores.WithComparers(StringComparer.Ordinal) };
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(said, PieceJson.Default.Piece)))[..16];
    }
}

/// <summary>Pieces as files; needs no reflection. A broken attack may have scored what is no number, and that must be kept too.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(Piece))]
[JsonSerializable(typeof(PieceKey))]
internal sealed partial class PieceJson : JsonSerializerContext;
