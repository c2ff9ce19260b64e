namespace Lamina.Data.TonIot;

/// <summary>
/// What any classifier that sees one record can reach at most. Two records with the same values and different types cannot
/// both be right; some of the files hold only two distinct records.
/// </summary>
/// <param name="Records">Number of records.</param>
/// <param name="Distinct">Number of distinct records, time left out.</param>
/// <param name="Majority">Share of the most frequent type, 0..1.</param>
/// <param name="Best">Accuracy by type of the best possible lookup table over whole records, 0..1.</param>
/// <param name="BinaryMajority">Share of the more frequent of normal and attack, 0..1.</param>
/// <param name="BinaryBest">As <paramref name="Best"/>, for normal against attack.</param>
public sealed record RecordBounds(int Records, int Distinct, double Majority, double Best, double BinaryMajority, double BinaryBest)
{
    /// <summary>Counts one file's records.</summary>
    public static RecordBounds Of(TonIotTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var groups = new Dictionary<string, Dictionary<string, int>>(StringComparer.Ordinal);
        for (int row = 0; row < table.Count; row++)
        {
            string key = string.Join('\u001f', table.Columns.Select(column => column.Text(column.Values[row])));
            Dictionary<string, int> types = groups.TryGetValue(key, out Dictionary<string, int>? known) ? known : groups[key] = [];
            types[table.Types[row]] = types.GetValueOrDefault(table.Types[row]) + 1;
        }

        double all = Math.Max(1, table.Count);
        int normal = table.Types.Count(type => type == "normal");
        return new RecordBounds(
            table.Count,
            groups.Count,
            table.Types.CountBy(type => type).Select(entry => entry.Value).DefaultIfEmpty().Max() / all,
            groups.Values.Sum(types => types.Values.Max()) / all,
            Math.Max(normal, table.Count - normal) / all,
            groups.Values.Sum(types => Math.Max(types.GetValueOrDefault("normal"), types.Values.Sum() - types.GetValueOrDefault("normal"))) / all);
    }
}
