using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Lamina.Plans;

/// <summary>The leakage a planner accepts, per metric.</summary>
public sealed record PlanBudget
{
    /// <summary><c>strict</c>, <c>he2019</c>, or <c>custom</c> for limits from the command line.</summary>
    public required string Name { get; init; }

    /// <summary>The limits; at least one, each metric and basis at most once.</summary>
    public required ImmutableArray<BudgetLimit> Limits { get; init; }

    /// <summary>The default: the excess over the negative control is at most 0.05 in four metrics, and few single victims exceed 0.1.</summary>
    public static PlanBudget Strict { get; } = new()
    {
        Name = "strict",
        Limits =
        [
            new BudgetLimit
            {
                Metric = "ssim", Basis = LimitBasis.Excess, Max = 0.05,
                Victims = new VictimLimit { Above = 0.1, MaxShare = 0.05, FromVictims = 59 },
            },
            new BudgetLimit { Metric = "ms_ssim", Basis = LimitBasis.Excess, Max = 0.05 },
            new BudgetLimit { Metric = "reidentification_top1", Basis = LimitBasis.Excess, Max = 0.05 },
            new BudgetLimit { Metric = "label_agreement", Basis = LimitBasis.Excess, Max = 0.05 },
        ],
    };

    /// <summary>The threshold of He et al. 2019: a mean SSIM of at most 0.3.</summary>
    public static PlanBudget He2019 { get; } = new()
    {
        Name = "he2019",
        Limits = [new BudgetLimit { Metric = "ssim", Basis = LimitBasis.Raw, Max = 0.3 }],
    };
}

/// <summary>A limit on the bound of a mean.</summary>
public sealed record BudgetLimit
{
    /// <summary>The metric's name, such as <c>ssim</c>.</summary>
    public required string Metric { get; init; }

    /// <summary>What of the metric is limited.</summary>
    public required LimitBasis Basis { get; init; }

    /// <summary>The largest mean that fits, in the metric's unit.</summary>
    public required double Max { get; init; }

    /// <summary>A limit on single victims as well; null for none.</summary>
    public VictimLimit? Victims { get; init; }

    /// <summary>What is judged by this limit: where the negative control alone exceeds a raw one, the excess over that control.</summary>
    /// <param name="control">Mean of the best negative control; null where the metric has none.</param>
    public JudgedLimit Judged(double? control) => Basis == LimitBasis.Raw && control > Max
        ? new JudgedLimit(OnExcess: true, JudgedLimit.ExcessOf(Metric), Switched: true)
        : new JudgedLimit(OnExcess: Basis == LimitBasis.Excess, Max, Switched: false);
}

/// <summary>What a limit comes to beside a negative control.</summary>
/// <param name="OnExcess">True where the excess over the control is judged, false where the metric itself is.</param>
/// <param name="Max">The largest mean of it that fits.</param>
/// <param name="Switched">True where the limit is raw, and the control alone exceeds it.</param>
public readonly record struct JudgedLimit(bool OnExcess, double Max, bool Switched)
{
    /// <summary>The excess over the negative control that still fits where a raw limit cannot be judged: 0.05, of PSNR 0.5 dB.</summary>
    /// <param name="metric">The metric's name.</param>
    public static double ExcessOf(string metric) => metric == "psnr" ? 0.5 : 0.05;
}

/// <summary>A limit on the share of victims that do worse than the mean tells.</summary>
public sealed record VictimLimit
{
    /// <summary>A victim counts if its value is above this.</summary>
    public required double Above { get; init; }

    /// <summary>Upper Clopper-Pearson bound of the share of such victims that still fits, 0..1.</summary>
    public required double MaxShare { get; init; }

    /// <summary>Judged for attacks that ran on at least this many victims; on fewer only the means are.</summary>
    public required int FromVictims { get; init; }
}

/// <summary>What of a metric is limited.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LimitBasis>))]
public enum LimitBasis
{
    /// <summary>The metric itself.</summary>
    [JsonStringEnumMemberName("raw")]
    Raw,

    /// <summary>Its excess over the negative control, paired per victim.</summary>
    [JsonStringEnumMemberName("excess")]
    Excess,
}
