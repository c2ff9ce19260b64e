using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Lamina.Plans;
using Lamina.Reports.Quickstart;
using Lamina.Testing;

namespace Lamina.Reports.Tests;

public sealed partial class QuickstartPageTests
{
    private const string Hostile = "</p><script>alert(1)</script><img src=http://x.example/ onerror='a()'>\"&amp;\u0001ü😀";

    private static readonly XDocument Sample = Parse(QuickstartPage.Render(SampleReport.Make()));

    [Fact]
    public void Render_ReconstructionsThatAreShipped_StandBesideWhatTheWorkerSaw()
    {
        string[] shown = [.. Parse(QuickstartPage.Render(SampleReport.MakeAttacked())).Descendants("article").First().Descendants("img").Select(image => (string)image.Attribute("alt")!)];
        Assert.Equal(4, shown.Length);
        Assert.Equal("What inverse-network made of astronaut.png at features.6.0, where it is cut", shown[2]);
        Assert.Equal("What inverse-network made of astronaut.png at features.2.1, a cut that leaks", shown[3]);
        Assert.Contains("The attacker learned from other pictures.", QuickstartPage.Render(SampleReport.Make()), StringComparison.Ordinal);
    }

    [Fact]
    public void Render_Page_LoadsNothingAndRunsNothing()
    {
        Assert.Empty(Sample.Descendants("script"));
        Assert.Empty(Sample.Descendants("link"));
        Assert.All(Attributes(Sample).Where(attribute => attribute.Name.LocalName is "src"), attribute => Assert.StartsWith("data:image/", attribute.Value, StringComparison.Ordinal));
        Assert.All(Attributes(Sample).Where(attribute => attribute.Name.LocalName is "href"), attribute => Assert.StartsWith("#", attribute.Value, StringComparison.Ordinal));
        Assert.DoesNotContain(Attributes(Sample), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        string css = Sample.Descendants("style").Single().Value;
        Assert.DoesNotContain("url(", css, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", css, StringComparison.Ordinal);
        string policy = Sample.Descendants("meta").Single(meta => (string?)meta.Attribute("http-equiv") == "Content-Security-Policy").Attribute("content")!.Value;
        Assert.StartsWith("default-src 'none'; img-src data:;", policy, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_HostileTexts_StayText()
    {
        QuickstartReport report = SampleReport.Make();
        Plan plan = report.Plan;
        PhotographReport photograph = report.Photographs[0] with
        {
            Name = Hostile,
            Credit = Hostile,
            WorkerSawCaption = Hostile,
            Note = Hostile,
            Predictions = [new PredictionReport(Hostile, 0.5)],
            Steps = [new StepReport(1, Hostile, Party.Client, 1)],
        };
        string page = QuickstartPage.Render(report with
        {
            Title = Hostile,
            Summary = Hostile,
            Warnings = [Hostile],
            Photographs = [photograph],
            Plan = plan with { Reasons = ["<script>plan</script>"], Cut = plan.Cut with { Label = "<script>cut</script>" }, Model = plan.Model with { File = "<script>model<script>" } },
            Checks = [new CheckReport(Hostile, CheckStatus.Passed, Hostile)],
            ThreatModel = [Hostile],
            Commands = [Hostile],
            Environment = [Hostile],
        });
        XDocument document = Parse(page);
        Assert.Empty(document.Descendants("script"));
        Assert.Equal(2, document.Descendants("img").Count());
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http://x", page.Replace("src=http://x", "", StringComparison.Ordinal), StringComparison.Ordinal);

        // Everywhere it was put, a reader finds it whole: nothing was dropped or cut.
        int shown = document.Descendants().Where(element => !element.HasElements).Count(element => element.Value.Contains("<script>alert(1)</script>", StringComparison.Ordinal));
        Assert.Equal(15, shown);
    }

    [Fact]
    public void Render_Warnings_AreFirstAndLast()
    {
        string text = Sample.Root!.Element("body")!.Value;
        const string Warning = "Simulated TEE";
        Assert.Contains(Warning, Sample.Descendants("header").Single().Value, StringComparison.Ordinal);
        Assert.Contains(Warning, Sample.Descendants("footer").Single().Value, StringComparison.Ordinal);
        Assert.True(text.IndexOf(Warning, StringComparison.Ordinal) < text.IndexOf("The way of a request", StringComparison.Ordinal));
        Assert.DoesNotContain(Parse(QuickstartPage.Render(SampleReport.Make() with { Warnings = [] })).Descendants(), element => (string?)element.Attribute("class") == "warning");
    }

    [Fact]
    public void Render_Structure_ServesScreenReaders()
    {
        Assert.Equal("en", (string?)Sample.Root!.Attribute("lang"));
        Assert.Single(Sample.Descendants("h1"));
        Assert.Single(Sample.Descendants("main"));
        Assert.Equal("#main", (string?)Sample.Descendants("a").First().Attribute("href"));
        Assert.All(Sample.Descendants("img"), image => Assert.False(string.IsNullOrWhiteSpace((string?)image.Attribute("alt"))));
        Assert.All(Sample.Descendants("svg"), svg => Assert.Equal("true", (string?)svg.Attribute("aria-hidden")));
        Assert.All(Sample.Descendants("table"), table => Assert.NotNull(table.Element("caption")));
        Assert.All(Sample.Descendants("th"), header => Assert.Contains((string?)header.Attribute("scope"), new[] { "row", "col" }));

        string[] ids = [.. Sample.Descendants().Select(element => (string?)element.Attribute("id")).OfType<string>()];
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(Sample.Descendants("section"), section => Assert.Contains((string?)section.Attribute("aria-labelledby"), ids));

        int[] levels = [.. Sample.Descendants().Where(element => Heading().IsMatch(element.Name.LocalName)).Select(element => element.Name.LocalName[1] - '0')];
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1, "a heading level is skipped"));
    }

    [Fact]
    public void Render_BothSchemesAndPhones_AreStyled()
    {
        string css = Sample.Descendants("style").Single().Value;
        Assert.Contains("prefers-color-scheme: dark", css, StringComparison.Ordinal);
        Assert.Contains("max-width: 44rem", css, StringComparison.Ordinal);
        string[] light = Colours(css[..css.IndexOf("@media", StringComparison.Ordinal)]);
        string[] dark = Colours(css[css.IndexOf("@media", StringComparison.Ordinal)..]);
        Assert.Equal(light, dark);
        Assert.All(Variable().Matches(css).Select(match => match.Groups[1].Value), name => Assert.Contains(name, light));
    }

    [Fact]
    public void Render_Numbers_AreThoseOfTheReport()
    {
        XElement article = Sample.Descendants("article").First();
        Assert.Equal("astronaut.png", article.Element("h3")!.Value);
        string[] rows = [.. article.Descendants("tbody").SelectMany(body => body.Elements("tr")).Select(row => string.Join('|', row.Elements().Select(cell => cell.Value)))];
        Assert.Equal(
            [
                "space suit||81.0 %", "<b>bold</b> claim||< 0.1 %",
                "3 preprocess and seal|Client||2.50 ms", "4 open, run the head|Enclave||7.25 ms", "6 run the body|Worker||1,235 ms",
            ],
            rows);
        Assert.Contains("1,244 ms in all", article.Value, StringComparison.Ordinal);

        // The bars of the steps follow one another: 2.5, 7.25 and 1234.5 of 1244.25.
        (string X, string Width)[] bars = [.. article.Descendants("table").Last().Descendants("rect").Where(rect => rect.Attribute("x") is not null)
            .Select(rect => (rect.Attribute("x")!.Value, rect.Attribute("width")!.Value))];
        Assert.Equal([("0", "0.5"), ("0.2", "0.58"), ("0.78", "99.22")], bars);
    }

    [Theory]
    [InlineData(PlanVerdict.Unjudged, "unjudged", "No attack was run")]
    [InlineData(PlanVerdict.Leaks, "leaks", "recovers more than the budget")]
    [InlineData(PlanVerdict.Inconclusive, "inconclusive", "treat it as leaking")]
    public void Render_Plan_SaysVerdictAndDigest(PlanVerdict verdict, string badge, string meaning)
    {
        Plan plan = SampleReport.MakePlan();
        if (verdict != PlanVerdict.Unjudged)
        {
            plan = Judged(plan) with { Verdict = verdict };
        }

        XElement section = Parse(QuickstartPage.Render(SampleReport.Make() with { Plan = plan })).Descendants("section").Single(item => (string?)item.Attribute("aria-labelledby") == "plan");
        Assert.Contains(section.Descendants("span"), span => (string?)span.Attribute("class") == $"badge {badge}" && span.Value == badge);
        Assert.Contains(meaning, section.Value, StringComparison.Ordinal);
        Assert.Contains(plan.Digest().ToString(), section.Value, StringComparison.Ordinal);
        Assert.Contains("block1: relu1 float32[1,8,2,2]", section.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_WithAndWithoutTail_SaysWhoKnowsThePrediction()
    {
        Plan plan = SampleReport.MakePlan();
        Assert.Contains("computed by the worker, which knows it too", Sample.Descendants("article").First().Value, StringComparison.Ordinal);
        TensorSpec middle = new() { Name = "pool", Type = ElementType.Float32, Shape = [1, 8] };
        plan = plan with
        {
            Cut = plan.Cut with { Exposed = ["relu1", "pool"] },
            Body = plan.Body with { Outputs = [middle] },
            Tail = plan.Head with { File = "tail.onnx", Inputs = [middle], Outputs = plan.Outputs },
        };
        XDocument page = Parse(QuickstartPage.Render(SampleReport.Make() with { Plan = plan }));
        Assert.Contains("computed in the enclave", page.Descendants("article").First().Value, StringComparison.Ordinal);
        Assert.DoesNotContain("the prediction included", page.Descendants("ol").Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_NoStepsOrTimes_IsStillAPage()
    {
        QuickstartReport report = SampleReport.Make();
        PhotographReport empty = report.Photographs[0] with { Steps = [new StepReport(1, "nothing", Party.Client, 0)], Predictions = [], Note = null, Credit = null };
        XDocument page = Parse(QuickstartPage.Render(report with { Photographs = [empty], Checks = [], Commands = [] }));
        Assert.Equal("0", page.Descendants("rect").Single(rect => rect.Attribute("x") is not null).Attribute("width")!.Value);
    }

    [Fact]
    public void Save_File_IsThePageInUtf8()
    {
        using var folder = new TempFolder();
        QuickstartPage.Save(SampleReport.Make(), folder["report.html"]);
        Assert.Equal(QuickstartPage.Render(SampleReport.Make()), Encoding.UTF8.GetString(File.ReadAllBytes(folder["report.html"])));
    }

    private static Plan Judged(Plan plan) => plan with
    {
        Budget = PlanBudget.He2019,
        Reasons = ["block1 leaks."],
        Scope = new PlanScope { Model = "net", InputShape = [3, 4, 4], KindOfImage = "photographs", AdversaryData = "other photographs", Demonstration = true },
        Leakage =
        [
            new Plans.Measured.LeakageRow
            {
                Tensors = ["relu1"], Attack = "ridge", Adversary = "black-box", Metric = "ssim", Images = 16, Seeds = [1], Counted = true,
                Score = new Plans.Measured.ScoreSummary { Mean = 0.5, Low = 0.4, High = 0.6, Max = 0.9 },
            },
        ],
    };

    private static XDocument Parse(string page)
    {
        using var reader = XmlReader.Create(new StringReader(page), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, CheckCharacters = false });
        return XDocument.Load(reader, LoadOptions.PreserveWhitespace);
    }

    private static IEnumerable<XAttribute> Attributes(XDocument document) => document.Descendants().SelectMany(element => element.Attributes());

    private static string[] Colours(string css) => [.. Colour().Matches(css).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("^h[1-6]$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"(--[a-z-]+): #")]
    private static partial Regex Colour();

    [GeneratedRegex(@"var\((--[a-z-]+)\)")]
    private static partial Regex Variable();
}
