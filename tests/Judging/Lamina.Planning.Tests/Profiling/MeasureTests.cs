using System.Runtime.InteropServices;
using Lamina.Planning.Profiling;
using Lamina.Plans.Measured;

namespace Lamina.Planning.Tests.Profiling;

public sealed class MeasureTests
{
    // numpy.percentile(values, [50, 25, 75])
    [Theory]
    [InlineData(new[] { 7.0 }, 7, 7, 7)]
    [InlineData(new[] { 4.0, 1, 3, 2 }, 2.5, 1.75, 3.25)]
    [InlineData(new[] { 10.0, 1, 2, 3, 100 }, 3, 2, 10)]
    public void Spread_Of_IsNumpysPercentiles(double[] values, double median, double p25, double p75) =>
        Assert.Equal(new Spread(median, p25, p75), Spread.Of(values));

    [Fact]
    public void Row_Body_IsTheDifferenceWithinEachRound()
    {
        // The second round is slow for both; the body's own time is 5, 5 and 6 all the same.
        RoundTimes[] rounds = [new(1, 7, 0, 8, 2), new(1, 45, 0, 46, 40), new(1, 9, 0, 10, 3)];
        CostRow row = RoundTimes.Row(["a"], rounds, 123);
        Assert.Equal((5.0, 5.0, 5.5), (row.BodyMs, row.BodyMsP25, row.BodyMsP75));
        Assert.Equal((3.0, 10.0, 1.0, 123L), (row.HandoffMs, row.TotalMs, row.HeadMs, row.HeadMemoryBytes));
    }

    [Fact]
    public unsafe void ResidentMemory_Growth_SeesWhatIsTaken()
    {
        const int Bytes = 64 << 20;
        void* memory = null;
        long growth = ResidentMemory.Growth(() =>
        {
            memory = NativeMemory.Alloc(Bytes);
            NativeMemory.Fill(memory, Bytes, 1);
        });
        NativeMemory.Free(memory);
        Assert.InRange(growth, Bytes * 0.9, Bytes * 1.5);
        Assert.InRange(ResidentMemory.Growth(() => { }), 0, Bytes * 0.5);
    }
}
