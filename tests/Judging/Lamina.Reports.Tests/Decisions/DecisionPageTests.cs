using System.Xml;
using System.Xml.Linq;
using Lamina.Plans;
using Lamina.Reports.Charts;
using Lamina.Reports.Decisions;
using Lamina.Reports.Drawings;

namespace Lamina.Reports.Tests.Decisions;

public sealed class DecisionPageTests
{
    private const string Hostile = "</p><script>alert(1)</script><img src=http://x.example/ onerror='a()'>\"&amp;";

    [Fact]
    public void Render_Decision_StandsFirstWithItsVerdict()
    {
        XElement header = Parse(DecisionPage.Render(SampleDecision.Make())).Descendants("header").Single();
        Assert.Equal("within-budget", header.Descendants("span").First().Value);
        Assert.Contains("block4_pool is the cheapest cut within the budget", header.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_Page_HoldsEveryCutAttackAndControl()
    {
        XDocument page = Parse(DecisionPage.Render(SampleDecision.Make()));
        string[] tables = [.. page.Descendants("table").Select(table => table.Value)];
        Assert.Equal(3, tables.Length);
        Assert.All(new[] { "block2_pool", "block3_pool", "block4_pool", "block5_pool" }, cut => Assert.Contains(cut, tables[2], StringComparison.Ordinal));
        Assert.Contains("no: its positive control was not run", tables[0], StringComparison.Ordinal);
        Assert.Contains("above 0.900", tables[1], StringComparison.Ordinal);
        Assert.Contains("More images than the adversary's 480 might still have helped it.", page.Root!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_Page_LoadsNothingAndNamesEveryPicture()
    {
        XDocument page = Parse(DecisionPage.Render(SampleDecision.Make()));
        Assert.Empty(page.Descendants("script"));
        Assert.Equal(3 + 6, page.Descendants("img").Count());
        Assert.All(page.Descendants("img"), image =>
        {
            Assert.StartsWith("data:image/", image.Attribute("src")!.Value, StringComparison.Ordinal);
            Assert.NotEqual("", image.Attribute("alt")!.Value);
        });
        Assert.Equal(page.Descendants("section").Count(), page.Descendants("section").Select(section => section.Attribute("aria-labelledby")!.Value).Distinct().Count());
    }

    [Fact]
    public void Render_HostileTexts_StayText()
    {
        DecisionReport report = SampleDecision.Make();
        report = report with
        {
            Title = Hostile, Decision = Hostile, Reasons = [Hostile], Warnings = [Hostile], NotRun = [Hostile], Commands = [Hostile], Environment = [Hostile],
            Cuts = [report.Cuts[0] with { Label = Hostile, State = Hostile, Sentence = Hostile }], Reconstructions = [report.Reconstructions[0] with { Cut = Hostile, Attack = Hostile }],
        };
        XDocument page = Parse(DecisionPage.Render(report));
        Assert.Empty(page.Descendants("script"));
        Assert.All(DecisionCharts.All(report), chart => Assert.DoesNotContain(XDocument.Parse(SvgWriter.Write(chart.Drawing)).Descendants(), element => element.Name.LocalName == "script"));
    }

    [Fact]
    public void Render_NothingJudged_SaysThatNothingIsAcquitted()
    {
        DecisionReport report = SampleDecision.Make();
        report = report with { Scope = null, Controls = [], Reconstructions = [], Verdict = PlanVerdict.Inconclusive, Cuts = [.. report.Cuts.Select(cut => cut with { Leakage = [], Margin = null })] };
        string text = Parse(DecisionPage.Render(report)).Root!.Value;
        Assert.Contains("nothing here acquits anything", text, StringComparison.Ordinal);
        Assert.Contains("No control was run: nothing can be acquitted.", text, StringComparison.Ordinal);
        Assert.Equal(["runtime"], DecisionCharts.All(report).Select(chart => chart.Name));
    }

    [Fact]
    public void Draw_Leakage_PutsHigherMeansHigherAndTheLimitAtItsValue()
    {
        DecisionReport report = SampleDecision.Make();
        XDocument svg = XDocument.Parse(SvgWriter.Write(LeakageChart.Draw("t", "ssim", [.. report.Cuts.Select(cut => new LeakagePoint(cut.Label, cut.Leakage))], 0.3)));
        double[] limit = [.. Lines(svg, "#b00020").Single().Split(['M', 'L', ' ']).Skip(1).Select(double.Parse)];
        double[] points = [.. svg.Descendants().Where(element => element.Name.LocalName == "rect" && (string?)element.Attribute("fill") == "#0072b2").Skip(1).Select(point => (double)point.Attribute("y")! + 3.5)];
        Assert.Equal(3, points.Length);
        Assert.True(points[0] < points[1] && points[1] < limit[1] && limit[1] < points[2], "0.62 above 0.41 above the limit of 0.3 above 0.26");
    }

    [Fact]
    public void Draw_TradeOff_PutsWhatFitsBelowTheBudget()
    {
        XDocument svg = XDocument.Parse(SvgWriter.Write(TradeOffChart.Draw("t", [new TradeOff("leaky", 4, 0.4, true, false), new TradeOff("good", 9, -0.02, true, true)])));
        double limit = double.Parse(Lines(svg, "#b00020").Single().Split(['M', 'L', ' '])[2], System.Globalization.CultureInfo.InvariantCulture);
        double[] points = [.. svg.Descendants().Where(element => element.Name.LocalName == "rect" && (string?)element.Attribute("fill") == "#0072b2").Select(point => (double)point.Attribute("y")! + 4)];
        Assert.True(points[0] < limit && limit < points[1]);
    }

    [Fact]
    public void Write_EveryFigure_IsPng() =>
        Assert.All(DecisionCharts.All(SampleDecision.Make()), chart => Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], PngRenderer.Write(chart.Drawing)[..4]));

    private static IEnumerable<string> Lines(XDocument svg, string colour) =>
        svg.Descendants().Where(element => element.Name.LocalName == "path" && (string?)element.Attribute("stroke") == colour).Select(element => element.Attribute("d")!.Value);

    private static XDocument Parse(string page)
    {
        using XmlReader reader = XmlReader.Create(new StringReader(page), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }
}
