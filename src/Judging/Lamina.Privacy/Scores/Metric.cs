using Lamina.Plans;
using Lamina.Privacy.Statistics;

namespace Lamina.Privacy.Scores;

/// <summary>A score by which attacks are judged: its name in plans and budgets, its range, and which way it leaks.</summary>
public sealed record Metric
{
    private const string FieldPrefix = "field_advantage/";

    private Metric(string name, ScoreRange range, bool higherLeaks = true)
    {
        Name = name;
        Range = range;
        HigherLeaks = higherLeaks;
    }

    /// <summary>Structural similarity, -1..1.</summary>
    public static Metric Ssim { get; } = new("ssim", ScoreRange.Similarity);

    /// <summary>Multi-scale similarity, 0..1; only for sides above 160.</summary>
    public static Metric MsSsim { get; } = new("ms_ssim", ScoreRange.Share);

    /// <summary>Peak signal to noise ratio in dB.</summary>
    public static Metric Psnr { get; } = new("psnr", new ScoreRange(0, PixelError.MaxPsnr));

    /// <summary>Mean squared difference, 0..1; the lower, the more leaked. Shown, in no budget.</summary>
    public static Metric Mse { get; } = new("mse", ScoreRange.Share, higherLeaks: false);

    /// <summary>1 where the reconstruction's nearest victim among all is the right one, else 0.</summary>
    public static Metric Reidentification { get; } = new("reidentification_top1", ScoreRange.Share);

    /// <summary>1 where a classifier that is not the target gives reconstruction and victim one label, else 0.</summary>
    public static Metric LabelAgreement { get; } = new("label_agreement", ScoreRange.Share);

    /// <summary>Recovered record fields above the best control, at most 1; see <see cref="Records.FieldAdvantage"/>.</summary>
    public static Metric FieldAdvantage { get; } = new("field_advantage", new ScoreRange(-1, 1));

    /// <summary>1 where the worker's own output, or a probe on what it sees, tells the label, else 0. Bound by <c>--max-label</c> only.</summary>
    public static Metric Label { get; } = new("label", ScoreRange.Share);

    /// <summary>All metrics.</summary>
    public static IReadOnlyList<Metric> All { get; } = [Ssim, MsSsim, Psnr, Mse, Reidentification, LabelAgreement, FieldAdvantage, Label];

    /// <summary>Name in plans, budgets and machine output.</summary>
    public string Name { get; }

    /// <summary>What a single score can be.</summary>
    public ScoreRange Range { get; }

    /// <summary>The excess over the negative control that still fits where a raw limit cannot be judged.</summary>
    public double Excess => JudgedLimit.ExcessOf(Name);

    /// <summary>True for one field's part of <see cref="FieldAdvantage"/>: what its bounds are made of, in no budget and no table.</summary>
    public bool IsField => Name.StartsWith(FieldPrefix, StringComparison.Ordinal);

    /// <summary>True where a higher score means that more was recovered.</summary>
    public bool HigherLeaks { get; }

    /// <summary>The metric of that name, or null.</summary>
    public static Metric? Find(string name) => All.FirstOrDefault(metric => metric.Name == name);

    /// <summary>One field's advantage, not clamped: 1 where it is told, -c / (1 - c) where it is not and the best guess is right with probability c.</summary>
    /// <param name="field">The field's name.</param>
    public static Metric OfField(string field) => new(FieldPrefix + field, FieldAdvantage.Range);

    /// <summary>The metric that scores are kept under by that name, a field's among them; null for none.</summary>
    internal static Metric? OfScores(string name) =>
        Find(name) ?? (name.StartsWith(FieldPrefix, StringComparison.Ordinal) ? OfField(name[FieldPrefix.Length..]) : null);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
