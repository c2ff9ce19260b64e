using System.Globalization;
using System.Text;
using Lamina.Plans.Measured;

namespace Lamina.Planning.Profiling;

/// <summary>Measured cuts as a table: RFC 4180, one row a cut, milliseconds, the columns of <see cref="CostRow"/>.</summary>
public static class ProfileCsv
{
    private const string Header =
        "label,tensors,head_ms,head_ms_p25,head_ms_p75,handoff_ms,handoff_ms_p25,handoff_ms_p75,body_ms,body_ms_p25,body_ms_p75,tail_ms,tail_ms_p25,tail_ms_p75,total_ms,total_ms_p25,total_ms_p75,whole_ms,head_memory_bytes";

    /// <summary>The whole file.</summary>
    /// <param name="cuts">Label and times of every cut, in the order wanted.</param>
    /// <param name="wholeMs">The whole model's median, repeated in every row so that a row can be read alone.</param>
    public static string Write(IEnumerable<(string Label, CostRow Cost)> cuts, double wholeMs)
    {
        ArgumentNullException.ThrowIfNull(cuts);
        var csv = new StringBuilder(Header).Append("\r\n");
        foreach ((string label, CostRow row) in cuts)
        {
            double[] times =
            [
                row.HeadMs, row.HeadMsP25, row.HeadMsP75, row.HandoffMs, row.HandoffMsP25, row.HandoffMsP75, row.BodyMs, row.BodyMsP25, row.BodyMsP75,
                row.TailMs, row.TailMsP25, row.TailMsP75, row.TotalMs, row.TotalMsP25, row.TotalMsP75, wholeMs,
            ];
            csv.Append(Quote(label)).Append(',').Append(Quote(string.Join(' ', row.Tensors))).Append(',')
                .AppendJoin(',', times.Select(time => time.ToString("0.####", CultureInfo.InvariantCulture)))
                .Append(',').Append(row.HeadMemoryBytes.ToString(CultureInfo.InvariantCulture)).Append("\r\n");
        }

        return csv.ToString();
    }

    private static string Quote(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
