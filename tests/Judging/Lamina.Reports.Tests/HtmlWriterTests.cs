using Lamina.Reports.Html;

namespace Lamina.Reports.Tests;

public sealed class HtmlWriterTests
{
    [Fact]
    public void Write_ElementsAndText_NestAndEncode()
    {
        var html = new HtmlWriter();
        using (html.In("p", ("title", "\"a\" & <b>")))
        {
            html.Text("1 < 2 & ü");
            html.Empty("br");
            html.Element("em", "x");
        }

        Assert.Equal("<!DOCTYPE html>\n<p title=\"&quot;a&quot; &amp; &lt;b&gt;\">1 &lt; 2 &amp; ü<br /><em>x</em></p>\n", html.ToString());
    }

    [Fact]
    public void ToString_OpenElement_Throws()
    {
        var html = new HtmlWriter();
        html.In("p");
        Assert.Throws<InvalidOperationException>(html.ToString);
    }

    [Theory]
    [InlineData("</style><script>")]
    [InlineData("a { content: '&' }")]
    public void Style_MarkupInside_Throws(string css) => Assert.Throws<ArgumentException>(() => new HtmlWriter().Style(css));

    [Theory]
    [InlineData(0.004, "0.00 ms")]
    [InlineData(9.994, "9.99 ms")]
    [InlineData(12.34, "12.3 ms")]
    [InlineData(12345, "12,345 ms")]
    public void Milliseconds_AnySize_IsReadable(double value, string expected) => Assert.Equal(expected, Format.Milliseconds(value));

    [Theory]
    [InlineData(0, "0.0 %")]
    [InlineData(0.0004, "< 0.1 %")]
    [InlineData(0.9996, "100.0 %")]
    public void Percent_AnyShare_IsReadable(double value, string expected) => Assert.Equal(expected, Format.Percent(value));

    [Theory]
    [InlineData(1023, "1023 bytes")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(553_000_000, "527.4 MiB")]
    public void Bytes_AnySize_IsReadable(long value, string expected) => Assert.Equal(expected, Format.Bytes(value));
}
