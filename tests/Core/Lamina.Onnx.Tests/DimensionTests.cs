namespace Lamina.Onnx.Tests;

public sealed class DimensionTests
{
    private static readonly Dimension N = "N";
    private static readonly Dimension M = "M";

    [Fact]
    public void Arithmetic_WithNames_StaysExact()
    {
        Assert.Equal("64*N", (N * 8 * 8).ToString());
        Assert.Equal("M*N + 2*N - 3", ((M * N) + N + N - 3).ToString());
        Assert.Equal(Dimension.Of(0), N - N);
        Assert.Equal(N * 4, (N + N) * 2);
        Assert.Equal(Dimension.Of(12), Dimension.Of(3) * 4);
        Assert.NotEqual(N, M);
    }

    [Fact]
    public void Division_ExactOnly_ElseUnknown()
    {
        Assert.Equal(N, (N * 64).DivideExactly(64));
        Assert.Equal(Dimension.Of(64), (N * 64).DivideExactly(N));
        Assert.Equal(M * 2, (M * N * 6).DivideExactly(N * 3));
        Assert.True((N * 3).DivideExactly(2).IsUnknown);
        Assert.True((N + 1).DivideExactly(N).IsUnknown);
        Assert.Equal(Dimension.One, (N + 1).DivideExactly(N + 1));
        Assert.True(N.DivideExactly(0).IsUnknown);
        Assert.True(Dimension.Unknown.DivideExactly(Dimension.Unknown).IsUnknown);
    }

    [Theory]
    [InlineData(7, 2, 3, 4)]
    [InlineData(8, 2, 4, 4)]
    [InlineData(-7, 2, -4, -3)]
    [InlineData(0, 5, 0, 0)]
    public void FloorAndCeiling_OfNumbers_RoundDownAndUp(long value, long divisor, long floor, long ceiling)
    {
        Assert.Equal(floor, Dimension.Of(value).FloorDivide(divisor).Value);
        Assert.Equal(ceiling, Dimension.Of(value).CeilingDivide(divisor).Value);
        var bound = new Dictionary<string, long> { ["N"] = value };
        Assert.Equal(floor, N.FloorDivide(divisor).Evaluate(bound));
        Assert.Equal(ceiling, N.CeilingDivide(divisor).Evaluate(bound));
    }

    [Fact]
    public void Floor_OfNames_IsTheSameForTheSameText()
    {
        Assert.Equal((N + 1).FloorDivide(2), (Dimension.One + N).FloorDivide(2));
        Assert.Equal("floor((N + 1)/2)", (N + 1).FloorDivide(2).ToString());
        Assert.Equal(["N"], (N + 1).FloorDivide(2).Symbols);
    }

    [Fact]
    public void Overflow_BecomesUnknown_NotAWrongNumber()
    {
        Assert.True((Dimension.Of(long.MaxValue) * 2).IsUnknown);
        Assert.True((Dimension.Of(long.MaxValue) + 1).IsUnknown);
        Assert.Null((N * N * N).Evaluate(new Dictionary<string, long> { ["N"] = 1L << 40 }));
        Dimension power = N;
        for (int i = 0; i < 100; i++)
        {
            power *= N;
        }

        Assert.True(power.IsUnknown);
        Dimension sum = 0;
        for (int i = 0; i < 100; i++)
        {
            sum += $"s{i}";
        }

        Assert.True(sum.IsUnknown);
    }

    [Fact]
    public void Unknown_SpreadsAndIsNoNumberNoName()
    {
        Assert.True((Dimension.Unknown + 1).IsUnknown && (N * Dimension.Unknown).IsUnknown && Dimension.Unknown.FloorDivide(3).IsUnknown);
        Assert.Null(Dimension.Unknown.Value);
        Assert.Null(Dimension.Unknown.Symbol);
        Assert.Null((N + 1).Symbol);
        Assert.Equal("N", N.Symbol);
        Assert.Equal("?", Dimension.Unknown.ToString());
    }
}
