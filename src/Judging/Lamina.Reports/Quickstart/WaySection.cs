using Lamina.Plans;
using Lamina.Reports.Html;

namespace Lamina.Reports.Quickstart;

/// <summary>Who holds what: client, enclave, worker, in the order of a request.</summary>
internal static class WaySection
{
    public static void Write(HtmlWriter html, Plan plan)
    {
        using (html.In("ol", ("class", "way")))
        {
            Card(html, "client", "Client", "the photograph, and the answer", $"seals {Format.Bytes(plan.Limits.RequestBytes)} to the enclave, always the same size");
            Card(html, "enclave", "Enclave", Runs(plan.Head, plan.Tail), $"opens the request and hands on only {string.Join(", ", plan.Cut.Tensors)}");
            Card(html, "worker", "Worker", $"the body, {Size(plan.Body)}", $"sees the cut '{plan.Cut.Label}' and what it computes from it{(plan.Tail is null ? ", the prediction included" : "")}, not the photograph itself");
        }
    }

    private static void Card(HtmlWriter html, string style, string who, string holds, string does)
    {
        using (html.In("li", ("class", style)))
        {
            html.Element("strong", who);
            html.Element("span", holds, ("class", "holds"));
            html.Element("span", does, ("class", "does"));
        }
    }

    private static string Runs(PlanPart head, PlanPart? tail) =>
        tail is null ? $"the head, {Size(head)}" : $"the head, {Size(head)}, and the tail, {Size(tail)}";

    private static string Size(PlanPart part) => Format.Bytes(part.Files().Sum(file => file.Bytes));
}
