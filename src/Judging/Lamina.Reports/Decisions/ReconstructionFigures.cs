using System.Collections.Immutable;
using System.Globalization;
using Lamina.Images;
using Lamina.Images.Encoding;
using Lamina.Reports.Html;

namespace Lamina.Reports.Decisions;

/// <summary>Originals above what an attack made of them.</summary>
internal static class ReconstructionFigures
{
    public static void Write(HtmlWriter html, ImmutableArray<ReconstructionReport> reconstructions, string heading = "h3")
    {
        if (reconstructions.IsEmpty)
        {
            html.Element("p", "No reconstruction is shown here.");
            return;
        }

        foreach (ReconstructionReport reconstruction in reconstructions)
        {
            html.Line();
            using (html.In("article"))
            {
                html.Element(heading, $"{reconstruction.Cut}, {reconstruction.Attack}");
                using (html.In("div", ("class", "victims")))
                {
                    foreach (ReconstructedVictim victim in reconstruction.Victims)
                    {
                        Victim(html, reconstruction, victim);
                    }
                }
            }
        }
    }

    private static void Victim(HtmlWriter html, ReconstructionReport reconstruction, ReconstructedVictim victim)
    {
        using (html.In("figure"))
        {
            Image(html, victim.Original, $"Original of the {victim.Rank} victim");
            Image(html, victim.Reconstruction, $"What {reconstruction.Attack} made of it at {reconstruction.Cut}");
            html.Element("figcaption", string.Create(CultureInfo.InvariantCulture, $"{victim.Rank}: SSIM {victim.Ssim:0.00}"));
        }
    }

    private static void Image(HtmlWriter html, Picture picture, string alternative) =>
        html.Empty("img", ("src", JpegWriter.DataUri(picture)), ("alt", alternative));
}
