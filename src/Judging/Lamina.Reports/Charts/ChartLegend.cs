namespace Lamina.Reports.Charts;

/// <summary>Where the entries of a legend stand: side by side, in a new row where the width ends.</summary>
internal sealed class ChartLegend
{
    /// <summary>Height of a row.</summary>
    public const int RowHeight = 18;

    private const int LetterWidth = 7, Sign = 30;

    private ChartLegend(IReadOnlyList<(double X, double Y)> places, int rows) => (Places, Rows) = (places, rows);

    /// <summary>Left and top of each entry, from the legend's corner.</summary>
    public IReadOnlyList<(double X, double Y)> Places { get; }

    /// <summary>How many rows it takes.</summary>
    public int Rows { get; }

    /// <summary>Lays entries out.</summary>
    /// <param name="names">At least one.</param>
    /// <param name="width">What a row may take; a longer entry has a row of its own.</param>
    public static ChartLegend Of(IReadOnlyList<string> names, double width)
    {
        var places = new (double X, double Y)[names.Count];
        (double x, int row) = (0, 0);
        for (int i = 0; i < names.Count; i++)
        {
            double length = Sign + (names[i].Length * LetterWidth);
            (x, row) = x > 0 && x + length > width ? (0, row + 1) : (x, row);
            places[i] = (x, row * RowHeight);
            x += length;
        }

        return new ChartLegend(places, row + 1);
    }
}
