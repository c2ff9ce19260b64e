using System.Text;
using Lamina.Protocol.Problems;

namespace Lamina.Protocol.Tests;

/// <summary>Problem documents come from strangers and are shown to people.</summary>
public sealed class ProblemTests
{
    [Fact]
    public void FromJson_TextThatATerminalObeys_IsShownWithoutIt()
    {
        Problem? problem = Problem.FromJson("""{"type":"t","title":"a\nb","status":403,"detail":"\u001b[2Jc","party":"x\ry"}"""u8);
        Assert.Equal(("a?b", "?[2Jc", "x?y"), (problem?.Title, problem?.Detail, problem?.Party));
        Assert.Equal("new?line", (problem! with { Detail = "new\nline" }).Detail);
    }

    [Theory]
    [InlineData("""{"type":"t","title":null,"status":403}""")]
    [InlineData("""{"type":"t","status":403}""")]
    [InlineData("""{"type":null,"title":"t","status":403}""")]
    public void FromJson_WithoutATitleOrType_IsNone(string json) => Assert.Null(Problem.FromJson(Encoding.UTF8.GetBytes(json)));
}
