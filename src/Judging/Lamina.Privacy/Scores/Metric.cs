using Lamina.Privacy.Statistics;

namespace Lamina.Privacy.Scores;

/// <summary>A score by which attacks are judged: its name in plans and budgets, its range, and which way it leaks.</summary>
public sealed record Metric
{
    private Metric(string name, ScoreRange range, double excess, bool higherLeaks = true)
    {
        Name = name;
        Range = range;
        Excess = excess;
        HigherLeaks = higherLeaks;
    }

    /// <summary>Structural similarity, -1..1.</summary>
    public static Metric Ssim { get; } = new("ssim", ScoreRange.Similarity, 0.05);

    /// <summary>Multi-scale similarity, 0..1; only for sides above 160.</summary>
    public static Metric MsSsim { get; } = new("ms_ssim", ScoreRange.Share, 0.05);

    /// <summary>Peak signal to noise ratio in dB.</summary>
    public static Metric Psnr { get; } = new("psnr", new ScoreRange(0, PixelError.MaxPsnr), 0.5);

    /// <summary>Mean squared difference, 0..1; the lower, the more leaked. Shown, in no budget.</summary>
    public static Metric Mse { get; } = new("mse", ScoreRange.Share, 0, higherLeaks: false);

    /// <summary>1 where the reconstruction's nearest victim among all is the right one, else 0.</summary>
    public static Metric Reidentification { get; } = new("reidentification_top1", ScoreRange.Share, 0.05);

    /// <summary>1 where a classifier that is not the target gives reconstruction and victim one label, else 0.</summary>
    public static Metric LabelAgreement { get; } = new("label_agreement", ScoreRange.Share, 0.05);

    /// <summary>Recovered record fields above the best control, at most 1; see <see cref="Records.FieldAdvantage"/>.</summary>
    public static Metric FieldAdvantage { get; } = new("field_advantage", new ScoreRange(-1, 1), 0.05);

    /// <summary>1 where the worker's own output, or a probe on what it sees, tells the label, else 0. Bound by <c>--max-label</c> only.</summary>
    public static Metric Label { get; } = new("label", ScoreRange.Share, 0.05);

    /// <summary>All metrics.</summary>
    public static IReadOnlyList<Metric> All { get; } = [Ssim, MsSsim, Psnr, Mse, Reidentification, LabelAgreement, FieldAdvantage, Label];

    /// <summary>Name in plans, budgets and machine output.</summary>
    public string Name { get; }

    /// <summary>What a single score can be.</summary>
    public ScoreRange Range { get; }

    /// <summary>The excess over the negative control that still fits where a raw limit cannot be judged.</summary>
    public double Excess { get; }

    /// <summary>True where a higher score means that more was recovered.</summary>
    public bool HigherLeaks { get; }

    /// <summary>The metric of that name, or null.</summary>
    public static Metric? Find(string name) => All.FirstOrDefault(metric => metric.Name == name);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
