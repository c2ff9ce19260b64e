using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lamina.Privacy.Attacks.Learned;

/// <summary>Where a training is; with the networks and optimizers all that a resumed run needs.</summary>
internal sealed record LearningState
{
    /// <summary>Place on the schedule: steps that led to the present weights.</summary>
    public long Steps { get; init; }

    /// <summary>That place when the current phase began: 0, or where the phase before it branched off.</summary>
    public long PhaseStart { get; init; }

    /// <summary>Place at which the current phase ends.</summary>
    public long Length { get; init; }

    /// <summary>Where the rate of the current phase began to fall; null before.</summary>
    public long? Branch { get; init; }

    /// <summary>Time the current phase has taken.</summary>
    public double PhaseSeconds { get; init; }

    /// <summary>Time everything has taken.</summary>
    public double Seconds { get; init; }

    /// <summary>Validation SSIM at the end of each phase: of the planned steps, of twice as many, and so on.</summary>
    public IReadOnlyList<double> Scores { get; init; } = [];

    /// <summary>Validation SSIM before the first step, of a learner that begins at a solution; null for others.</summary>
    public double? Start { get; init; }

    /// <summary>The validation SSIM of the weights that are kept, where a phase has ended; null else, and in states of earlier versions.</summary>
    public double? Kept { get; init; }

    /// <summary>The best validation SSIM so far, that of the weights that are kept; null before the first.</summary>
    [JsonIgnore]
    public double? Best => Kept ?? (Start is { } start ? Scores.Prepend(start) : Scores).Max(score => (double?)score);

    /// <summary>The limit under which training ended, in seconds; null for none.</summary>
    public double? Limit { get; init; }

    /// <summary>True once time cut a phase short.</summary>
    public bool CutShort { get; init; }

    /// <summary>True once training is over.</summary>
    public bool Done { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this);

    public static LearningState FromJson(string json) => JsonSerializer.Deserialize<LearningState>(json)!;
}
