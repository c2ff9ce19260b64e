namespace Lamina.Reports.Charts;

/// <summary>Colours of series, told apart also by people who do not see all of them (Okabe and Ito 2008), the darkest first.</summary>
internal static class ChartColours
{
    private static readonly string[] Series = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#7a5c00", "#56b4e9", "#e69f00"];

    /// <summary>Axes and the text on them.</summary>
    public const string Ink = "#222222";

    /// <summary>Lines that only guide the eye.</summary>
    public const string Grid = "#dddddd";

    /// <summary>What is not allowed.</summary>
    public const string Limit = "#b00020";

    /// <summary>What is had without any attack.</summary>
    public const string Control = "#777777";

    /// <summary>The colour of the i-th series; they repeat after seven.</summary>
    public static string Of(int index) => Series[index % Series.Length];
}
