using Lamina.Protocol.BinaryHttp;

namespace Lamina.Protocol.Tests.BinaryHttp;

/// <summary>What RFC 9292 and our ceilings forbid, each with the message that shows it.</summary>
public sealed class BinaryHttpRuleTests
{
    private const string Start = "00 03474554 056874747073 00 012f"; // GET https "" /

    private static readonly BinaryHttpLimits Limits = new() { ContentBytes = 10, Fields = 2, FieldSectionBytes = 20, ControlBytes = 8, Informational = 1 };

    [Theory]
    [InlineData("01 40c8", "framing indicator is 1")]
    [InlineData("00 00", "method")]
    [InlineData("00 0347 4554", "the scheme")]
    [InlineData("00 03472054 056874747073 00 012f", "A method is")]
    [InlineData("00 03474554 05683a747073 00 012f", "A scheme is")]
    [InlineData("00 03474554 056874747073 0120 012f", "An authority is")]
    [InlineData("00 03474554 056874747073 00 00", "A path is")]
    [InlineData("00 03474554 056874747073 00 022f20", "A path is")]
    [InlineData("00 03474554 056874747073 00 092f6161616161616161", "length of the path is 9; at most 8")]
    [InlineData(Start + "03 0141 00", "A field name is")]
    [InlineData(Start + "07 053a70617468 00", "A field name is")]
    [InlineData(Start + "02 00 00", "A field name is")]
    [InlineData(Start + "05 0161 02610d", "no NUL, CR or LF")]
    [InlineData(Start + "05 0161 022061", "white space")]
    [InlineData(Start + "04 0161 0261", "are left")]
    [InlineData(Start + "0c 01610162 01610162 01610162", "more than 2 fields")]
    [InlineData(Start + "15 00", "at most 20")]
    [InlineData(Start + "00 0b", "the content is 11; at most 10")]
    [InlineData(Start + "00 ffffffffffffffff", "at most 10")]
    [InlineData(Start + "00 0161 00 01", "padding from byte")]
    [InlineData("02 03474554 056874747073 00 012f 00 06616161616161 05", "are left")]
    [InlineData("02 03474554 056874747073 00 012f 00 06616161616161 056161616161 00", "longer than 10 bytes")]
    [InlineData("02 03474554 056874747073 00 012f 00 0161", "bytes end inside")]
    [InlineData("02 03474554 056874747073 00 012f 0161 0162", "bytes end inside")]
    [InlineData("02 03474554 056874747073 00 012f 0961616161616161616101620961616161616161616101620161016200", "longer than 20")]
    public void Request_BreakingARule_IsRefusedWithIt(string hex, string expected)
    {
        Assert.False(BinaryRequest.TryParse(Hex.Bytes(hex), Limits, out _, out string? refusal));
        Assert.Contains(expected, refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("01 4063", "99; 100 to 599")]
    [InlineData("01 4258", "600; at most 599")]
    [InlineData("01 4064", "bytes end inside")]
    [InlineData("01 4064 00 4064 00 40c8", "more than 1 informational")]
    [InlineData("00 40c8", "framing indicator is 0")]
    public void Response_BreakingARule_IsRefusedWithIt(string hex, string expected)
    {
        Assert.False(BinaryResponse.TryParse(Hex.Bytes(hex), Limits, out _, out string? refusal));
        Assert.Contains(expected, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Request_ChunksOfContent_AreJoined()
    {
        byte[] message = Hex.Bytes("02 03474554 056874747073 00 012f 00 03616263 4002 6465 0166 00 0174 0175 00 0000");
        Assert.True(BinaryRequest.TryParse(message, Limits, out BinaryRequest? request, out string? refusal), refusal);
        Assert.Equal("abcdef"u8, request.Content.Span);
        Assert.Equal([("t", "u")], request.Trailers.Select(field => (field.Name, field.Text)));
    }

    [Fact]
    public void Request_LongIntegers_AreRead()
    {
        byte[] message = Hex.Bytes("80000000 03474554 c000000000000005 6874747073 4000 40012f");
        Assert.True(BinaryRequest.TryParse(message, Limits, out BinaryRequest? request, out string? refusal), refusal);
        Assert.Equal("https", request.Scheme);
    }

    [Fact]
    public void Encode_WhatCannotBeSent_Throws()
    {
        var good = new BinaryRequest { Method = "GET", Path = "/" };
        Assert.Throws<ArgumentException>(() => good.Encode(new byte[good.EncodedLength - 1]));
        Assert.Throws<ArgumentException>(() => (good with { Method = "G T" }).Encode(new byte[100]));
        Assert.Throws<ArgumentException>(() => (good with { Path = "/\u20ac" }).Encode(new byte[100]));
        Assert.Throws<ArgumentException>(() => (good with { Fields = [new HttpField("A", default)] }).Encode(new byte[100]));
        Assert.Throws<ArgumentException>(() => new BinaryResponse { Status = 100 }.Encode(new byte[100]));
        Assert.Throws<ArgumentException>(() => new BinaryResponse { Status = 200, Informational = [new(200, [])] }.Encode(new byte[100]));
        Assert.Throws<ArgumentException>(() => HttpField.Create("name", "line\n"));
        Assert.Throws<ArgumentException>(() => HttpField.Create("Name", "value"));
        Assert.Throws<ArgumentException>(() => HttpField.Create("name", "\u20ac"));
    }

    [Fact]
    public void TryGetSingle_AbsentOrTwice_IsFalse()
    {
        HttpField[] fields = [HttpField.Create("a", "1"), HttpField.Create("b", "2"), HttpField.Create("b", "3")];
        Assert.True(fields.TryGetSingle("a", out _));
        Assert.False(fields.TryGetSingle("b", out _));
        Assert.False(fields.TryGetSingle("c", out _));
    }

    [Fact]
    public void ToString_NeverShowsValuesOrContent()
    {
        var request = new BinaryRequest { Method = "GET", Path = "/", Fields = [HttpField.Create("authorization", "Bearer secret")], Content = "secret"u8.ToArray() };
        Assert.DoesNotContain("secret", request.ToString() + request.Fields[0], StringComparison.Ordinal);
        Assert.DoesNotContain("secret", new BinaryResponse { Status = 200, Content = "secret"u8.ToArray() }.ToString(), StringComparison.Ordinal);
    }
}
