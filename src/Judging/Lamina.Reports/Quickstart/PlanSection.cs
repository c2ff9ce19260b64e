using Lamina.Plans;
using Lamina.Reports.Html;

namespace Lamina.Reports.Quickstart;

/// <summary>What was served, and what its author claims about it.</summary>
internal static class PlanSection
{
    public static void Write(HtmlWriter html, Plan plan)
    {
        using (html.In("dl"))
        {
            using (Row(html, "Verdict"))
            {
                html.Element("span", plan.Verdict.Name(), ("class", "badge " + plan.Verdict.Name()));
                html.Element("p", Meaning(plan));
                foreach (string reason in plan.Reasons)
                {
                    html.Element("p", reason);
                }
            }

            Row(html, "Digest", plan.Digest().ToString(), "code");
            Row(html, "Model", $"{plan.Model.File}, opset {plan.Model.Opset}, SHA-256 {plan.Model.Sha256}");
            Row(html, "Cut", $"{plan.Cut.Label}: {string.Join(", ", plan.Cut.Tensors)}");
            Row(html, "Worker sees", plan.Cut.Exposed.Length == 1 ? "1 tensor" : $"{plan.Cut.Exposed.Length} tensors: the cut and everything computed from it outside the enclave");
            Row(html, "Answer computed by", plan.Tail is null ? "the worker, which therefore learns it" : "the enclave: the tail's layers run there");
            if (plan.Scope is { } scope)
            {
                string images = scope.AdversaryImages is { } count ? $", an adversary with {count} images" : "";
                Row(html, "Scope", $"{scope.Model}, inputs of {string.Join('x', scope.InputShape)}, {scope.KindOfImage}{images}{(scope.Demonstration ? "; a demonstration, on data that are not of the model's own kind" : "")}");
            }
        }
    }

    private static HtmlWriter.Scope Row(HtmlWriter html, string term)
    {
        html.Element("dt", term);
        return html.In("dd");
    }

    private static void Row(HtmlWriter html, string term, string text, string tag = "span")
    {
        using (Row(html, term))
        {
            html.Element(tag, text);
        }
    }

    private static string Meaning(Plan plan) => plan.Verdict switch
    {
        PlanVerdict.Unjudged => "No attack was run against this cut: nothing is known of how much the worker could reconstruct.",
        PlanVerdict.Leaks => "At least one attack recovers more than the budget allows.",
        PlanVerdict.Inconclusive => "Neither leakage nor its absence could be shown; treat it as leaking.",
        PlanVerdict.WithinBudget when plan.IsWithinBudget() => "Every attack that counted stays within the budget, for the scope below.",
        _ => "Every attack that counted stays within the budget, but on data that are not of the model's own kind: a demonstration, served as if it leaked.",
    };
}
