using System.Globalization;
using System.Xml.Linq;
using Lamina.Plans.Measured;
using Lamina.Reports.Charts;
using Lamina.Reports.Drawings;

namespace Lamina.Reports.Tests.Charts;

public sealed class LeakageChartTests
{
    private const double LetterWidth = 7;
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Theory]
    [InlineData(1, 1)]
    [InlineData(9, 3)]
    public void Draw_SoManyAttacks_NamesThemAllInsideThePicture(int attacks, int rows)
    {
        string[] names = [.. Enumerable.Range(1, attacks).Select(i => $"attack-number-{i}")];
        Drawing drawing = LeakageChart.Draw("net", "ssim", [new LeakagePoint("cut", [.. names.Select(Row)])], null);
        XElement[] found = [.. XDocument.Parse(SvgWriter.Write(drawing)).Descendants(Svg + "text").Where(text => names.Contains(text.Value) || text.Value == "best control")];
        Assert.Equal([.. names, "best control"], found.Select(text => text.Value));
        Assert.All(found, text => Assert.True(Number(text, "x") + (text.Value.Length * LetterWidth) <= drawing.Width, text.Value));
        Assert.Equal(rows, found.Select(text => Number(text, "y")).Distinct().Count());
    }

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    private static LeakageRow Row(string attack) => new()
    {
        Tensors = ["cut"], Attack = attack, Adversary = "black-box", Metric = "ssim", Images = 1, Seeds = [1], Counted = true,
        Score = new ScoreSummary { Mean = 0.4, Low = 0.3, High = 0.5, Max = 0.6 },
    };
}
