using Lamina.Privacy.Statistics;

namespace Lamina.Privacy.Tests.Statistics;

public sealed class SeededRandomTests
{
    /// <summary>SplitMix64 of seed 0 begins with these (Vigna's splitmix64.c); xoshiro256** starts from them.</summary>
    [Fact]
    public void NextUInt64_SeedZero_FollowsTheDefinition()
    {
        ulong[] state = [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F, 0xF88BB8A8724C81EC];
        ulong expected = unchecked(System.Numerics.BitOperations.RotateLeft(state[1] * 5, 7) * 9);
        Assert.Equal(expected, new SeededRandom(0).NextUInt64());
    }

    [Fact]
    public void Next_ManyDraws_AreEven()
    {
        SeededRandom random = new(1);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++)
        {
            counts[random.Next(7)]++;
        }

        // 10,000 expected, deviation 93.
        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void Permutation_HasEachOnce() => Assert.Equal(Enumerable.Range(0, 50), new SeededRandom(3).Permutation(50).Order());

    [Fact]
    public void Derangement_HasEachOnceAndNoneInPlace()
    {
        int[] order = new SeededRandom(3).Derangement(50);
        Assert.Equal(Enumerable.Range(0, 50), order.Order());
        Assert.DoesNotContain(Enumerable.Range(0, 50), i => order[i] == i);
    }

    [Fact]
    public void Derangement_OfOne_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new SeededRandom(3).Derangement(1));
}
