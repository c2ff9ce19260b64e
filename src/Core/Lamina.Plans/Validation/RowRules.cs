using System.Collections.Immutable;
using Lamina.Plans.Measured;

namespace Lamina.Plans.Validation;

/// <summary>Measured rows hold finite numbers in order and name what was measured.</summary>
internal static class RowRules
{
    private const int MaxRows = 10_000;
    private const int MaxTensors = 256;
    private const int MaxSeeds = 1000;

    public static void Check(Plan plan, FaultList faults)
    {
        faults.Count("$.leakage", plan.Leakage.Length, 0, MaxRows);
        for (int i = 0; i < plan.Leakage.Length; i++)
        {
            Leakage($"$.leakage[{i}]", plan.Leakage[i], faults);
        }

        faults.Count("$.controls", plan.Controls.Length, 0, MaxRows);
        for (int i = 0; i < plan.Controls.Length; i++)
        {
            Control($"$.controls[{i}]", plan.Controls[i], faults);
        }

        faults.Count("$.costs", plan.Costs.Length, 0, MaxRows);
        for (int i = 0; i < plan.Costs.Length; i++)
        {
            Cost($"$.costs[{i}]", plan.Costs[i], faults);
        }
    }

    private static void Leakage(string path, LeakageRow row, FaultList faults)
    {
        Tensors(path, row.Tensors, 1, faults);
        faults.Identifier($"{path}.attack", row.Attack);
        faults.Identifier($"{path}.adversary", row.Adversary);
        faults.Identifier($"{path}.metric", row.Metric);
        faults.AtLeast($"{path}.images", row.Images, 1);
        faults.Count($"{path}.seeds", row.Seeds.Length, 1, MaxSeeds);
        faults.Require(row.Counted == row.NotCounted is null, $"{path}.not_counted", "A reason was wanted exactly where the attack did not count.");
        if (row.NotCounted is not null)
        {
            faults.Text($"{path}.not_counted", row.NotCounted);
        }

        Score($"{path}.score", row.Score, faults);
        faults.Require(row.Control is null == row.Excess is null, $"{path}.excess", "Control and excess were wanted together or not at all.");
        if (row.Control is { } control)
        {
            faults.Identifier($"{path}.control.name", control.Name);
            faults.Finite($"{path}.control.mean", control.Mean);
        }

        Score($"{path}.excess", row.Excess, faults);
        if (row.Victims is { } victims)
        {
            faults.Finite($"{path}.victims.above", victims.Above);
            faults.Require(victims.Count >= 0 && victims.Count <= row.Images, $"{path}.victims.count", $"0 to {row.Images} victims were wanted, found {victims.Count}.");
            faults.Share($"{path}.victims.upper_share", victims.UpperShare);
        }
    }

    private static void Control(string path, ControlRow row, FaultList faults)
    {
        faults.Identifier($"{path}.name", row.Name);
        Tensors(path, row.Tensors, 0, faults);
        if (row.Attack is not null)
        {
            faults.Identifier($"{path}.attack", row.Attack);
        }

        faults.Identifier($"{path}.metric", row.Metric);
        faults.AtLeast($"{path}.images", row.Images, 1);
        Score($"{path}.score", row.Score, faults);
        faults.Finite($"{path}.required", row.Required ?? 0);
    }

    private static void Cost(string path, CostRow row, FaultList faults)
    {
        Tensors(path, row.Tensors, 1, faults);
        Time($"{path}.head_ms", row.HeadMsP25, row.HeadMs, row.HeadMsP75, faults);
        Time($"{path}.handoff_ms", row.HandoffMsP25, row.HandoffMs, row.HandoffMsP75, faults);
        Time($"{path}.body_ms", row.BodyMsP25, row.BodyMs, row.BodyMsP75, faults);
        Time($"{path}.tail_ms", row.TailMsP25, row.TailMs, row.TailMsP75, faults);
        Time($"{path}.total_ms", row.TotalMsP25, row.TotalMs, row.TotalMsP75, faults);
        faults.AtLeast($"{path}.head_memory_bytes", row.HeadMemoryBytes, 0);
    }

    private static void Tensors(string path, ImmutableArray<string> tensors, int least, FaultList faults)
    {
        faults.Count($"{path}.tensors", tensors.Length, least, MaxTensors);
        for (int i = 0; i < tensors.Length; i++)
        {
            faults.Text($"{path}.tensors[{i}]", tensors[i]);
        }
    }

    private static void Score(string path, ScoreSummary? score, FaultList faults) => faults.Require(
        score is null || (double.IsFinite(score.Mean) && double.IsFinite(score.Low) && double.IsFinite(score.High) && double.IsFinite(score.Max) && score.Low <= score.High),
        path,
        "Finite numbers with low at most high were wanted.");

    private static void Time(string path, double p25, double median, double p75, FaultList faults) => faults.Require(
        p25 >= 0 && p25 <= median && median <= p75 && double.IsFinite(p75),
        path,
        "Finite times of at least 0 with p25 <= median <= p75 were wanted.");
}
