using System.Globalization;
using System.Xml.Linq;
using Lamina.Images;
using Lamina.Images.Decoding;
using Lamina.Plans.Measured;
using Lamina.Reports.Charts;
using Lamina.Reports.Drawings;
using Lamina.Testing;

namespace Lamina.Reports.Tests.Charts;

public sealed class CostChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Svg_StacksHeadHandoffBodyAndTailToTheirSum()
    {
        XElement[] bars = Bars(CostChart.Draw("net", [new CostBar("a & <b>", Cost(10, 5, 20, 5)), new CostBar("c", Cost(20, 0, 10, 0))], 30));
        Assert.Equal(8, bars.Length);
        double Height(int bar, int part) => Number(bars[(bar * 4) + part], "height");
        double unit = Height(0, 0) / 10;
        Assert.True(unit > 1);
        Assert.Equal([10, 5, 20, 5], Enumerable.Range(0, 4).Select(part => Math.Round(Height(0, part) / unit, 2)));
        Assert.Equal([20, 0, 10, 0], Enumerable.Range(0, 4).Select(part => Math.Round(Height(1, part) / unit, 2)));

        // Each part stands on the one before it.
        for (int part = 1; part < 4; part++)
        {
            Assert.Equal(Number(bars[part - 1], "y"), Number(bars[part], "y") + Height(0, part), 1.0);
        }
    }

    [Fact]
    public void Svg_WithoutATail_DoesNotNameOne()
    {
        string without = SvgWriter.Write(CostChart.Draw("net", [new CostBar("a", Cost(10, 5, 20, 0))], 30));
        Assert.DoesNotContain("tail", without, StringComparison.Ordinal);
        Assert.Contains("tail", SvgWriter.Write(CostChart.Draw("net", [new CostBar("a", Cost(10, 5, 20, 1))], 30)), StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_NoCut_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => CostChart.Draw("net", [], 1));

    [Fact]
    public void Png_HasTheDrawingsPixelsAndItsOwnLetters()
    {
        using TempFolder folder = new();
        Drawing drawing = new(200, 40, "letters");
        drawing.Rectangle(0, 20, 200, 20, "#1f5fa8");
        drawing.Text("Label 0.5", 4, 14, 12);
        File.WriteAllBytes(folder["p.png"], PngRenderer.Write(drawing));
        Picture picture = PictureDecoder.Load(folder["p.png"]);
        Assert.Equal((400, 80), (picture.Width, picture.Height));
        Assert.Equal(new byte[] { 0x1f, 0x5f, 0xa8 }, picture.Row(60).Slice(300, 3).ToArray());
        int dark = Enumerable.Range(0, 40).Sum(y => Dark(picture.Row(y)));
        Assert.InRange(dark, 200, 4000);
    }

    [Theory]
    [InlineData(318, 0, 50, 350)]
    [InlineData(0.73, 0, 0.1, 0.8)]
    [InlineData(100, 0, 10, 100)]
    [InlineData(0, 0, 0.1, 1)]
    public void Ticks_AreRoundAndReachTheLargest(double largest, double first, double step, double last)
    {
        IReadOnlyList<double> ticks = AxisTicks.UpTo(largest);
        Assert.Equal(first, ticks[0]);
        Assert.Equal(step, ticks[1], 1e-9);
        Assert.Equal(last, ticks[^1], 1e-9);
    }

    private static int Dark(ReadOnlySpan<byte> row)
    {
        int dark = 0;
        for (int x = 0; x < row.Length; x += 3)
        {
            dark += row[x] < 128 ? 1 : 0;
        }

        return dark;
    }

    /// <summary>The rectangles inside the plot, which are those after the legend's.</summary>
    private static XElement[] Bars(Drawing drawing)
    {
        XDocument svg = XDocument.Parse(SvgWriter.Write(drawing));
        return [.. svg.Descendants(Svg + "rect").Where(rectangle => rectangle.Attribute("x") is not null && Number(rectangle, "width") != 12)];
    }

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    private static CostRow Cost(double head, double handoff, double body, double tail)
    {
        double total = head + handoff + body + tail;
        return new CostRow
        {
            Tensors = ["t"], HeadMs = head, HeadMsP25 = head, HeadMsP75 = head, HandoffMs = handoff, HandoffMsP25 = handoff, HandoffMsP75 = handoff, BodyMs = body, BodyMsP25 = body,
            BodyMsP75 = body, TailMs = tail, TailMsP25 = tail, TailMsP75 = tail, TotalMs = total, TotalMsP25 = total - 1, TotalMsP75 = total + 1, HeadMemoryBytes = 1,
        };
    }
}
