using System.Globalization;
using System.Security;
using System.Text;
using Lamina.Plans.Measured;

namespace Lamina.Lab.Attacks;

/// <summary>Every attack's SSIM with its bounds, and the best negative control as a line, as SVG.</summary>
internal static class LeakageChart
{
    private const int Left = 260, Right = 860, Top = 40, RowHeight = 26;

    /// <summary>Draws the attacks that were scored by SSIM.</summary>
    public static void Save(AttackReport report, string path)
    {
        AttackEntry[] attacks = [.. report.Attacks.Where(attack => attack.Scores.ContainsKey("ssim"))];
        double? control = report.Controls.Where(row => row.Kind == ControlKind.Negative && row.Metric == "ssim").Select(row => (double?)row.Score.Mean).Max();
        int bottom = Top + (RowHeight * attacks.Length);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Right + 60} {bottom + 60}\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\" aria-label=\"SSIM of each attack with its bounds\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n<text x=\"{Left}\" y=\"20\">SSIM of reconstructions, mean with one-sided 95% bounds; filled: counts towards an acquittal</text>\n");
        for (int tick = 0; tick <= 10; tick++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{X(tick / 10.0):0.#} {Top}V{bottom}\" stroke=\"#ddd\"/><text x=\"{X(tick / 10.0):0.#}\" y=\"{bottom + 16}\" text-anchor=\"middle\">{tick / 10.0:0.0}</text>\n");
        }

        foreach ((int row, AttackEntry attack) in attacks.Index())
        {
            ScoreSummary score = attack.Scores["ssim"];
            double y = Top + (RowHeight * (row + 0.5));
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{SecurityElement.Escape($"{attack.Name} at {attack.Label}")}</text><path d=\"M{X(score.Low):0.#} {y:0.#}H{X(score.High):0.#}\" stroke=\"#1f4e79\" stroke-width=\"2\"/><circle cx=\"{X(score.Mean):0.#}\" cy=\"{y:0.#}\" r=\"4\" stroke=\"#1f4e79\" stroke-width=\"2\" fill=\"{(attack.Counted ? "#1f4e79" : "white")}\"/>\n");
        }

        if (control is { } level)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{X(level):0.#} {Top}V{bottom}\" stroke=\"#8b0000\" stroke-width=\"1.5\" stroke-dasharray=\"5 3\"/><text x=\"{X(level):0.#}\" y=\"{bottom + 36}\" text-anchor=\"middle\" fill=\"#8b0000\">best negative control {level:0.000}</text>\n");
        }

        File.WriteAllText(path, svg.Append("</svg>\n").ToString());
    }

    private static double X(double score) => Left + ((Right - Left) * Math.Clamp(score, 0, 1));
}
