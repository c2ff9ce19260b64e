using Lamina.Data.TonIot;

namespace Lamina.Data.Tests.TonIot;

public sealed class PixelPlacementTests
{
    private const int Side = 4;

    /// <summary>Features that are points of a grid, dealt in random order: a placement of error 0 exists.</summary>
    private static (double[,] Distances, int[] Truth) Shuffled(int seed)
    {
        int[] truth = [.. Enumerable.Range(0, Side * Side)];
        new Random(seed).Shuffle(truth);
        var distances = new double[truth.Length, truth.Length];
        for (int a = 0; a < truth.Length; a++)
        {
            for (int b = 0; b < truth.Length; b++)
            {
                distances[a, b] = Math.Sqrt(Math.Pow((truth[a] / Side) - (truth[b] / Side), 2) + Math.Pow((truth[a] % Side) - (truth[b] % Side), 2));
            }
        }

        return (distances, truth);
    }

    private static double ErrorOf(double[,] distances, int[] placement)
    {
        int count = placement.Length;
        double[,] pixels = PixelPlacement.Ranks(count, (a, b) => Math.Sqrt(Math.Pow((a / Side) - (b / Side), 2) + Math.Pow((a % Side) - (b % Side), 2)));
        return PixelPlacement.Error(PixelPlacement.Ranks(count, (a, b) => distances[a, b]), pixels, placement);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Place_FeaturesThatFitAGrid_ComeMuchNearerToItThanAnyOrder(int seed)
    {
        (double[,] distances, int[] truth) = Shuffled(seed);
        int[] placed = PixelPlacement.Place(distances, Side);
        Assert.Equal(Enumerable.Range(0, truth.Length), placed.Order());
        Assert.Equal(0, ErrorOf(distances, truth));
        double inOrder = ErrorOf(distances, [.. Enumerable.Range(0, truth.Length)]);
        Assert.True(ErrorOf(distances, placed) < 0.6 * inOrder, $"{ErrorOf(distances, placed)} of {inOrder}");
    }

    [Fact]
    public void Place_PlacementWithoutError_IsLeftAlone()
    {
        var distances = new double[9, 9];
        for (int a = 0; a < 9; a++)
        {
            for (int b = 0; b < 9; b++)
            {
                distances[a, b] = Math.Sqrt(Math.Pow((a / 3) - (b / 3), 2) + Math.Pow((a % 3) - (b % 3), 2));
            }
        }

        Assert.Equal(Enumerable.Range(0, 9), PixelPlacement.Place(distances, 3));
    }

    [Fact]
    public void Ranks_EqualDistances_ShareTheirMeanRank()
    {
        double[] distances = [1, 1, 5];
        double[,] ranks = PixelPlacement.Ranks(3, (a, b) => distances[a + b - 1]);
        Assert.Equal((0.5, 0.5, 2.0), (ranks[0, 1], ranks[2, 0], ranks[1, 2]));
    }

    [Fact]
    public void Place_FewOrUnknownDistances_StillPlacesEachOnce()
    {
        Assert.Equal([0], PixelPlacement.Place(new double[1, 1], 8));
        var unknown = new double[5, 5];
        unknown[1, 0] = unknown[0, 1] = double.NaN;
        Assert.Equal(Enumerable.Range(0, 5), PixelPlacement.Place(unknown, 3).Order());
        Assert.Throws<ArgumentOutOfRangeException>(() => PixelPlacement.Place(new double[5, 5], 2));
    }
}
