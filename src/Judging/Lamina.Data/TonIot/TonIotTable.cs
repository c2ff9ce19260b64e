namespace Lamina.Data.TonIot;

/// <summary>The records of one TON_IoT file, canonicalised, in the file's order.</summary>
public sealed class TonIotTable
{
    internal TonIotTable(string file, string name, IReadOnlyList<FeatureColumn> columns, IReadOnlyList<string> types, IReadOnlyList<DateTime> times, IReadOnlyList<string> dropped)
    {
        File = file;
        Name = name;
        Columns = columns;
        Types = types;
        Times = times;
        Dropped = dropped;
    }

    /// <summary>File name without its folder.</summary>
    public string File { get; }

    /// <summary>The kind's short name, for example <c>fridge</c>.</summary>
    public string Name { get; }

    /// <summary>The features.</summary>
    public IReadOnlyList<FeatureColumn> Columns { get; }

    /// <summary>Of each record: <c>normal</c> or the attack's name.</summary>
    public IReadOnlyList<string> Types { get; }

    /// <summary>Of each record: when it was taken. Orders records and is never a feature.</summary>
    public IReadOnlyList<DateTime> Times { get; }

    /// <summary>Unknown columns of the file that were left out.</summary>
    public IReadOnlyList<string> Dropped { get; }

    /// <summary>Number of records.</summary>
    public int Count => Types.Count;
}
