using Lamina.Privacy.Attacks.Ridge;
using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Statistics;

namespace Lamina.Privacy.Tests.Attacks;

/// <summary>Ridge regression where its answer is known: linear features are undone, unrelated ones are not.</summary>
public sealed class RidgeAttackTests
{
    private const int Side = 24;

    private static readonly UnitImage[] Images = [.. Enumerable.Range(0, 40).Select(Picture)];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Fit_LinearPatchFeatures_AreUndone(int neighbourhood)
    {
        FeatureMap[] features = [.. Images.Select(Patches)];
        RidgeAttack attack = Fit(features, new RidgeOptions { Neighbourhood = neighbourhood });
        Assert.True(Score(attack, features) > 0.99);
        Assert.True(attack.ValidationSsim > 0.99);
    }

    [Fact]
    public void Fit_FeaturesOfOtherImages_RecoverNothing()
    {
        FeatureMap[] features = [.. Images.Select(Patches)];
        int[] shuffled = new SeededRandom(3).Derangement(features.Length);
        FeatureMap[] wrong = [.. shuffled.Select(i => features[i])];
        double mean = Images[30..].Average(image => StructuralSimilarity.Compute(image, Privacy.Controls.MeanImages.Of(Images[..24])));
        Assert.True(Score(Fit(wrong, new RidgeOptions()), features) < mean + 0.05);
    }

    [Fact]
    public void Fit_FlatLinearFeatures_AreUndoneWithinTheSpanOfTheImages()
    {
        FeatureMap[] features = [.. Images.Select(image => new FeatureMap(12, 1, 1, Amplitudes(image)))];
        Assert.True(Score(Fit(features, new RidgeOptions()), features) > 0.95);
    }

    [Fact]
    public void Fit_ConstantFeatures_GiveTheMean()
    {
        FeatureMap[] features = [.. Images.Select(_ => new FeatureMap(3, 1, 1, [1, 2, 3]))];
        UnitImage found = Fit(features, new RidgeOptions()).Reconstruct(features[0]);
        Assert.Equal(0, PixelError.MeanSquared(Privacy.Controls.MeanImages.Of(Images[..24]), found), 1e-12);
    }

    [Fact]
    public void Fit_SidesThatDoNotDivide_CoverEveryPixel()
    {
        FeatureMap[] features = [.. Images.Select(image => Pooled(image, 7))];
        RidgeAttack attack = Fit(features, new RidgeOptions());
        Assert.True(Score(attack, features) > Score(Fit([.. features.Reverse()], new RidgeOptions()), features));
        Assert.Equal(Side, attack.Reconstruct(features[0]).Width);
    }

    [Fact]
    public void Fit_SameSeed_IsTheSame()
    {
        FeatureMap[] features = [.. Images.Select(image => Pooled(image, 6))];
        RidgeOptions few = new() { MaxPositions = 200 };
        double[] first = Fit(features, few).Reconstruct(features[35]).Values.ToArray();
        double[] second = Fit(features, few).Reconstruct(features[35]).Values.ToArray();
        Assert.All(first.Zip(second), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }

    [Fact]
    public void Reconstruct_OtherShape_IsRefused()
    {
        FeatureMap[] features = [.. Images.Select(image => Pooled(image, 6))];
        Assert.Throws<ArgumentException>(() => Fit(features, new RidgeOptions()).Reconstruct(Pooled(Images[0], 7)));
    }

    [Fact]
    public void Validate_Faults_AreAllNamed() =>
        Assert.Equal(4, new RidgeOptions { Neighbourhood = 2, MaxInputs = 1, MaxPositions = 0, Penalties = [] }.Validate().Count);

    /// <summary>X'X against the sum written out.</summary>
    [Fact]
    public void GramMatrix_OfRandomRows_IsTheSumOfProducts()
    {
        SeededRandom random = new(1);
        int width = GramMatrix.Pad(5);
        double[] rows = [.. Enumerable.Range(0, 37 * width).Select(_ => random.NextDouble())];
        double[] sums = new double[width * width];
        GramMatrix.Add(rows, rows, sums, width, width, symmetric: true);
        for (int i = 0; i < width; i++)
        {
            for (int j = i; j < width; j++)
            {
                double expected = Enumerable.Range(0, 37).Sum(row => rows[(row * width) + i] * rows[(row * width) + j]);
                Assert.Equal(expected, sums[(i * width) + j], 1e-12);
            }
        }
    }

    private static RidgeAttack Fit(FeatureMap[] features, RidgeOptions options) =>
        RidgeAttack.Fit(
            new RidgeData { Images = Images[..24], Features = features[..24], Validation = Images[24..30], ValidationFeatures = features[24..30] },
            options,
            TestContext.Current.CancellationToken);

    private static double Score(RidgeAttack attack, FeatureMap[] features) =>
        Enumerable.Range(30, 10).Average(i => StructuralSimilarity.Compute(Images[i], attack.Reconstruct(features[i])));

    /// <summary>A sum of twelve fixed patterns with random weights: images that a flat vector of twelve numbers tells.</summary>
    private static UnitImage Picture(int index)
    {
        float[] weights = Weights(index);
        double[] values = new double[3 * Side * Side];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = 0.5;
            for (int k = 0; k < weights.Length; k++)
            {
                values[i] += 0.04 * weights[k] * Math.Sin((k + 1) * (0.37 * (i % Side)) + (0.23 * k * (i / Side)));
            }
        }

        return UnitImage.FromPlanar(Side, Side, values);
    }

    private static float[] Weights(int index)
    {
        SeededRandom random = new(100 + index);
        return [.. Enumerable.Range(0, 12).Select(_ => (float)((2 * random.NextDouble()) - 1))];
    }

    private static float[] Amplitudes(UnitImage image) => Weights(Array.IndexOf(Images, image));

    /// <summary>Every 4x4 patch as 48 channels of one position: an invertible rearrangement.</summary>
    private static FeatureMap Patches(UnitImage image)
    {
        float[] values = new float[3 * Side * Side];
        for (int i = 0; i < values.Length; i++)
        {
            (int channel, int pixel) = Math.DivRem(i, Side * Side);
            (int v, int u) = Math.DivRem(pixel, Side);
            int target = (((channel * 16) + (v % 4 * 4) + (u % 4)) * (Side / 4 * (Side / 4))) + (v / 4 * (Side / 4)) + (u / 4);
            values[target] = (float)image.Values[i];
        }

        return new FeatureMap(48, Side / 4, Side / 4, values);
    }

    private static FeatureMap Pooled(UnitImage image, int side)
    {
        float[] values = new float[3 * side * side];
        for (int i = 0; i < values.Length; i++)
        {
            (int channel, int pixel) = Math.DivRem(i, side * side);
            (int v, int u) = Math.DivRem(pixel, side);
            values[i] = (float)image.Plane(channel)[(v * Side / side * Side) + (u * Side / side)];
        }

        return new FeatureMap(3, side, side, values);
    }
}
