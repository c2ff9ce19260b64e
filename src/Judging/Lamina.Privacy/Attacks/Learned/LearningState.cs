using System.Text.Json;

namespace Lamina.Privacy.Attacks.Learned;

/// <summary>Where a training is; with the networks and optimizers all that a resumed run needs.</summary>
internal sealed record LearningState
{
    /// <summary>Steps done.</summary>
    public long Steps { get; init; }

    /// <summary>Steps done when the current cosine began.</summary>
    public long PhaseStart { get; init; }

    /// <summary>Time the current cosine has taken.</summary>
    public double PhaseSeconds { get; init; }

    /// <summary>Time everything has taken.</summary>
    public double Seconds { get; init; }

    /// <summary>Validation SSIM at the end of each cosine.</summary>
    public IReadOnlyList<double> Scores { get; init; } = [];

    /// <summary>True once time cut a cosine short.</summary>
    public bool CutShort { get; init; }

    /// <summary>True once training is over.</summary>
    public bool Done { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this);

    public static LearningState FromJson(string json) => JsonSerializer.Deserialize<LearningState>(json)!;
}
