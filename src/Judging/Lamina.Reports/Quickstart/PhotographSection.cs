using System.Collections.Immutable;
using System.Globalization;
using Lamina.Images;
using Lamina.Images.Encoding;
using Lamina.Images.Resizing;
using Lamina.Plans.Preprocess;
using Lamina.Reports.Html;

namespace Lamina.Reports.Quickstart;

/// <summary>One photograph: what the client sent, what the worker saw, what came back, and where the time went.</summary>
internal static class PhotographSection
{
    private const int ThumbnailSide = 320;

    /// <param name="html">Where to.</param>
    /// <param name="photograph">What to show.</param>
    /// <param name="tail">Whether the enclave computes the prediction; else the worker does, and knows it.</param>
    public static void Write(HtmlWriter html, PhotographReport photograph, bool tail)
    {
        html.Line();
        using (html.In("article"))
        {
            html.Element("h3", photograph.Name);
            using (html.In("div", ("class", "pictures")))
            {
                Figure(html, "photo", JpegWriter.DataUri(Thumbnail(photograph.Photograph)), $"The photograph {photograph.Name}", "The photograph", photograph.Credit);
                Figure(html, "maps", PngWriter.DataUri(photograph.WorkerSaw), $"Feature maps of {photograph.Name}", "What the worker saw", photograph.WorkerSawCaption);
                foreach (PhotographReconstruction made in photograph.Reconstructions)
                {
                    Reconstruction(html, photograph.Name, made);
                }
            }

            Predictions(html, photograph.Predictions, tail ? "computed in the enclave, opened by the client" : "computed by the worker, which knows it too");
            Steps(html, photograph.Steps);
            if (photograph.Note is { } note)
            {
                html.Element("p", note, ("class", "note"));
            }
        }
    }

    private static void Reconstruction(HtmlWriter html, string photograph, PhotographReconstruction made)
    {
        string where = made.Served ? $"at {made.Cut}, where it is cut" : $"at {made.Cut}, a cut that leaks";
        Figure(html, "made", PngWriter.DataUri(made.Picture), $"What {made.Attack} made of {photograph} {where}", "What the best attack made of it", string.Create(CultureInfo.InvariantCulture, $"{where}: {made.Attack}, SSIM {made.Ssim:0.00}"));
    }

    private static void Figure(HtmlWriter html, string style, string source, string alternative, string caption, string? detail)
    {
        using (html.In("figure", ("class", style)))
        {
            html.Empty("img", ("src", source), ("alt", alternative));
            using (html.In("figcaption"))
            {
                html.Element("strong", caption);
                if (detail is not null)
                {
                    html.Text(" ");
                    html.Element("span", detail);
                }
            }
        }
    }

    private static void Predictions(HtmlWriter html, ImmutableArray<PredictionReport> predictions, string who)
    {
        using (html.In("table", ("class", "predictions")))
        {
            html.Element("caption", $"Prediction, {who}");
            using (html.In("tbody"))
            {
                foreach (PredictionReport prediction in predictions)
                {
                    using (html.In("tr"))
                    {
                        html.Element("th", prediction.Name, ("scope", "row"));
                        using (html.In("td", ("class", "chart")))
                        {
                            Bar.Write(html, 0, prediction.Score, "score");
                        }

                        html.Element("td", Format.Percent(prediction.Score), ("class", "number"));
                    }
                }
            }
        }
    }

    /// <summary>Bars one after the other, like the steps themselves: each begins where the one before it ended.</summary>
    private static void Steps(HtmlWriter html, ImmutableArray<StepReport> steps)
    {
        double total = steps.Sum(step => step.Milliseconds);
        using (html.In("table", ("class", "steps")))
        {
            html.Element("caption", $"Time per step, {Format.Milliseconds(total)} in all");
            using (html.In("thead"))
            using (html.In("tr"))
            {
                html.Element("th", "Step", ("scope", "col"));
                html.Element("th", "By", ("scope", "col"));
                html.Element("th", "When", ("scope", "col"), ("class", "chart"));
                html.Element("th", "Time", ("scope", "col"), ("class", "number"));
            }

            using (html.In("tbody"))
            {
                double before = 0;
                foreach (StepReport step in steps)
                {
                    Step(html, step, before / total, step.Milliseconds / total);
                    before += step.Milliseconds;
                }
            }
        }
    }

    private static void Step(HtmlWriter html, StepReport step, double start, double length)
    {
        string party = step.Party.ToString();
        using (html.In("tr"))
        {
            using (html.In("th", ("scope", "row")))
            {
                html.Element("span", step.Number.ToString(CultureInfo.InvariantCulture), ("class", "step"));
                html.Text(" " + step.Name);
            }

            html.Element("td", party, ("class", "party " + party.ToLowerInvariant()));
            using (html.In("td", ("class", "chart")))
            {
                Bar.Write(html, double.IsFinite(start) ? start : 0, double.IsFinite(length) ? length : 0, party.ToLowerInvariant());
            }

            html.Element("td", Format.Milliseconds(step.Milliseconds), ("class", "number"));
        }
    }

    private static Picture Thumbnail(Picture picture)
    {
        double scale = Math.Min(1, (double)ThumbnailSide / Math.Max(picture.Width, picture.Height));
        return PictureResizer.Resize(
            picture,
            Math.Max(1, (int)Math.Round(picture.Width * scale)),
            Math.Max(1, (int)Math.Round(picture.Height * scale)),
            ResizeFilter.Bicubic);
    }
}
