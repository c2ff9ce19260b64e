using System.Text.Json.Nodes;
using Lamina.Reports.Decisions;
using Lamina.Reports.Evaluations;
using Lamina.Reports.Quickstart;
using Lamina.Reports.Tests.Decisions;
using Lamina.Reports.Tests.Evaluations;
using Lamina.Testing;

namespace Lamina.Reports.Tests.Browser;

/// <summary>The pages in a real browser, light and dark, on a desk and on a phone.</summary>
public sealed class PageTests(Chromium browser) : IClassFixture<Chromium>
{
    private static readonly string Audit = File.ReadAllText(Checkout.Path("tests", "Judging", "Lamina.Reports.Tests", "Browser", "PageAudit.js"));

    /// <summary>With <c>LAMINA_SCREENSHOTS=DIR</c> every page is also photographed, for a person to look at.</summary>
    private static readonly string? Screenshots = Environment.GetEnvironmentVariable("LAMINA_SCREENSHOTS");

    private static readonly Dictionary<string, Func<string>> Pages = new()
    {
        ["decision"] = () => DecisionPage.Render(SampleDecision.Make()),
        ["evaluation"] = () => EvaluationPage.Render(SampleEvaluation.Make()),
        ["quickstart"] = () => QuickstartPage.Render(SampleReport.MakeAttacked()),
    };

    public static TheoryData<string, int, bool> Cases => [.. from page in Pages.Keys from width in new[] { 1280, 360 } from dark in new[] { false, true } select (page, width, dark)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Page_InAWindow_StaysInsideReadsAloudAndIsLegible(string page, int width, bool dark)
    {
        string? screenshot = Screenshots is null ? null : Path.Combine(Screenshots, $"{page}-{width}-{(dark ? "dark" : "light")}.png");
        (JsonNode faults, string[] complaints) = await browser.AskAsync(Pages[page](), width, dark, Audit, screenshot);
        Assert.Equal([], faults.AsArray().Select(fault => (string)fault!));
        Assert.Equal([], complaints);
    }

    [Theory]
    [InlineData("<p style=\"color:#aaa\">pale</p>", "contrast")]
    [InlineData("<p style=\"width:3000px\">wide</p>", "leaves the window")]
    [InlineData("<h4>deep</h4>", "skips from h1")]
    [InlineData("<img alt=\"\" src=\"data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=\">", "has no text")]
    [InlineData("<table><tr><td>1</td></tr></table>", "has no caption")]
    [InlineData("<pre>1</pre>", "cannot be reached from the keyboard")]
    public async Task Audit_PageWithAFault_FindsIt(string body, string fault)
    {
        (JsonNode faults, _) = await browser.AskAsync($"<!DOCTYPE html><html lang=\"en\"><head><title>t</title></head><body><h1>t</h1>{body}</body></html>", 1280, false, Audit);
        Assert.Contains(faults.AsArray(), found => ((string)found!).Contains(fault, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Browser_PageThatLoadsFromElsewhere_IsComplainedOf()
    {
        (_, string[] complaints) = await browser.AskAsync(DecisionPage.Render(SampleDecision.Make()).Replace("<main ", "<img alt=\"x\" src=\"http://127.0.0.1:1/x.png\" /><main ", StringComparison.Ordinal), 1280, false, "1");
        Assert.Contains(complaints, complaint => complaint.Contains("Content Security Policy", StringComparison.Ordinal));
    }
}
