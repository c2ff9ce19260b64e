using Lamina.Privacy.Attacks.Learned;

namespace Lamina.Privacy.Tests.Attacks;

public sealed class DecoderShapeTests
{
    [Theory]
    [InlineData(32, 32, 1, 1)]
    [InlineData(56, 224, 1, 1)]
    [InlineData(28, 224, 1, 0.5)]
    [InlineData(14, 224, 1, 1 / 3.0)]
    [InlineData(56, 224, 2, 0.5)]
    [InlineData(28, 224, 0.5, 1)]
    public void RateFactor_OfADecoder_FallsWithItsWidestStage(int grid, int image, double width, double factor) =>
        Assert.Equal(factor, DecoderShape.For(grid, image, width).RateFactor, 1e-12);
}
