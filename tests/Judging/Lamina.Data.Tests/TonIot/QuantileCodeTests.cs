using Lamina.Data.TonIot;

namespace Lamina.Data.Tests.TonIot;

public sealed class QuantileCodeTests
{
    [Fact]
    public void Fit_FewDistinctValues_DecodeExactly()
    {
        double[] training = [.. Enumerable.Range(0, 1000).Select(i => i % 151 * 0.05)];
        var code = QuantileCode.Fit(training);
        Assert.All(training, value => Assert.Equal(value, code.Decode(code.Encode(value))));
        Assert.Equal(151, training.Select(code.Encode).Distinct().Count());
    }

    [Fact]
    public void Fit_ManyDistinctValues_LevelsAreQuantiles()
    {
        // Squares: far from uniform, so that equal counts and equal widths differ.
        double[] training = [.. Enumerable.Range(0, 10_200).Select(i => (double)i * i)];
        var code = QuantileCode.Fit(training);
        for (int i = 0; i < training.Length; i += 97)
        {
            double quantile = i / (double)training.Length;
            Assert.InRange(code.Encode(training[i]), 1 + 255 * quantile - 2, 1 + 255 * quantile + 2);
            double back = Math.Sqrt(code.Decode(code.Encode(training[i])));
            Assert.InRange(back, i - 45, i + 45);
        }
    }

    [Fact]
    public void Encode_ValueOutsideTraining_TakesTheNearestLevel()
    {
        var code = QuantileCode.Fit([1, 2, 3]);
        Assert.Equal(1, code.Decode(code.Encode(-100)));
        Assert.Equal(3, code.Decode(code.Encode(100)));
        Assert.Equal(2, code.Decode(code.Encode(2.4)));
    }

    [Fact]
    public void Encode_MissingValue_IsLevelZeroAndBack()
    {
        var code = QuantileCode.Fit([1, double.NaN, 3]);
        Assert.Equal(0, code.Encode(double.NaN));
        Assert.Equal(double.NaN, code.Decode(0));
    }

    [Fact]
    public void From_WhatFitGave_EncodesAlike()
    {
        var code = QuantileCode.Fit(Enumerable.Range(0, 700).Select(i => Math.Sin(i)));
        var again = QuantileCode.From(code.Values, code.LevelsOfValues);
        Assert.All(Enumerable.Range(0, 500), i => Assert.Equal(code.Encode(Math.Cos(i)), again.Encode(Math.Cos(i))));
    }

    [Theory]
    [InlineData(new double[] { 1, 2 }, new[] { 5 })]
    [InlineData(new double[] { 2, 1 }, new[] { 5, 6 })]
    [InlineData(new double[] { 1, 2 }, new[] { 6, 5 })]
    [InlineData(new double[] { 1, 2 }, new[] { 0, 5 })]
    [InlineData(new double[] { 1, double.NaN }, new[] { 4, 5 })]
    public void From_HostileManifest_IsRefused(double[] values, int[] levels) => Assert.Throws<DataException>(() => QuantileCode.From(values, levels));
}
