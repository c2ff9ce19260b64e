using System.Xml;
using System.Xml.Linq;
using Lamina.Reports.Drawings;
using Lamina.Reports.Evaluations;

namespace Lamina.Reports.Tests.Evaluations;

public sealed class EvaluationPageTests
{
    private const string Hostile = "</p><script>alert(1)</script><img src=http://x.example/ onerror='a()'>\"&amp;";

    [Fact]
    public void Render_Page_ShowsTimesLeakageChoiceAndWhatIsMissing()
    {
        XDocument page = Parse(EvaluationPage.Render(SampleEvaluation.Make()));
        Assert.Equal(["h1", "h2", "h2", "h2", "h3", "h2", "h3", "h4", "h2", "h2", "h2"], page.Descendants().Where(element => element.Name.LocalName is "h1" or "h2" or "h3" or "h4").Select(element => element.Name.LocalName));
        Assert.Equal(["imagenet/net/conditional-gan-2", "imagenet/net/white-box-chosen"], page.Descendants("li").Select(item => item.Value));
        string[] tables = [.. page.Descendants("table").Select(table => table.Value)];
        Assert.Contains("block3_pool: leaks", tables[0], StringComparison.Ordinal);
        Assert.Contains("12.0 ms", tables[1], StringComparison.Ordinal);
        Assert.Contains("0.410", tables[2], StringComparison.Ordinal);
        Assert.All(page.Descendants("img"), image => Assert.False(string.IsNullOrEmpty((string?)image.Attribute("alt"))));
    }

    [Fact]
    public void Charts_OfAnEvaluation_AreOneARunAndOneAMetricThatWasMeasured() =>
        Assert.Equal(["runtime-graph", "imagenet-net-ssim"], EvaluationCharts.All(SampleEvaluation.Make()).Select(chart => chart.Name));

    [Fact]
    public void Render_NothingRun_SaysSo()
    {
        string text = Parse(EvaluationPage.Render(SampleEvaluation.Make() with { Timed = [], Attacked = [], Findings = [] })).Root!.Value;
        Assert.Contains("No attack has been run yet.", text, StringComparison.Ordinal);
        Assert.Contains("No graph has been timed yet.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_HostileTexts_StayText()
    {
        EvaluationReport report = SampleEvaluation.Make();
        report = report with
        {
            Title = Hostile, Lead = Hostile, Findings = [Hostile], Missing = [Hostile], Differences = [Hostile], Commands = [Hostile], Environment = [Hostile],
            Attacked = [report.Attacked[0] with { Data = Hostile, Model = Hostile, Sentence = Hostile }], Timed = [report.Timed[0] with { Model = Hostile, Conditions = Hostile }],
        };
        Assert.Empty(Parse(EvaluationPage.Render(report)).Descendants("script"));
        Assert.All(EvaluationCharts.All(report), chart => Assert.DoesNotContain(XDocument.Parse(SvgWriter.Write(chart.Drawing)).Descendants(), element => element.Name.LocalName == "script"));
    }

    private static XDocument Parse(string html)
    {
        using XmlReader reader = XmlReader.Create(new StringReader(html), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }
}
