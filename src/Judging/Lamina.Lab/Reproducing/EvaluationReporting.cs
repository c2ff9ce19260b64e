using System.Collections.Immutable;
using System.Globalization;
using Lamina.Plans.Measured;
using Lamina.Reports.Drawings;
using Lamina.Reports.Evaluations;

namespace Lamina.Lab.Reproducing;

/// <summary>Writes the report, its figures and its tables from whatever results there are.</summary>
internal static class EvaluationReporting
{
    /// <summary>Writes report.html, figures/, leakage.csv, runtime.csv and cuts.csv.</summary>
    public static void Save(EvaluationFolder folder, ImmutableArray<EvaluationPiece> pieces, ReproduceRequest request)
    {
        EvaluationReport report = EvaluationReportBuilder.Build(folder, pieces, request);
        FigureFiles.Save(folder.Path, EvaluationCharts.All(report), scale: 1);
        File.WriteAllLines(Path.Combine(folder.Path, "leakage.csv"), ["data,model,cut,attack,metric,victims,mean,low,high,max,control,control_mean,excess,excess_low,excess_high", .. report.Attacked.SelectMany(model =>
            model.Cuts.SelectMany(cut => cut.Rows.Select(row => Line(model, cut, row))))]);
        File.WriteAllLines(Path.Combine(folder.Path, "runtime.csv"), ["model,cut,head_ms,handoff_ms,body_ms,total_ms,total_ms_p25,total_ms_p75,head_memory_bytes,whole_ms", .. report.Timed.SelectMany(model =>
            model.Cuts.Zip(model.Costs, (cut, cost) => Numbers($"{model.Model},{cut}", cost.HeadMs, cost.HandoffMs, cost.BodyMs, cost.TotalMs, cost.TotalMsP25, cost.TotalMsP75, cost.HeadMemoryBytes, model.WholeMs)))]);
        File.WriteAllLines(Path.Combine(folder.Path, "cuts.csv"), ["data,model,cut,state", .. report.Attacked.SelectMany(model => model.Cuts.Select(cut => $"{model.Id.Split('-')[0]},{model.Model},{cut.Label},{cut.State}"))]);
        EvaluationPage.Save(report, Path.Combine(folder.Path, "report.html"));
    }

    private static string Line(AttackedModel model, AttackedCut cut, LeakageRow row) => string.Join(',',
        Numbers($"{model.Id.Split('-')[0]},{model.Model},{cut.Label},{row.Attack},{row.Metric},{row.Images}", row.Score.Mean, row.Score.Low, row.Score.High, row.Score.Max),
        row.Control?.Name ?? "",
        row.Control is { } control ? Number(control.Mean) : "",
        row.Excess is { } excess ? Numbers(Number(excess.Mean), excess.Low, excess.High) : ",,");

    private static string Numbers(string first, params double[] values) => string.Join(',', [first, .. values.Select(Number)]);

    private static string Number(double value) => value.ToString("0.#####", CultureInfo.InvariantCulture);
}
