using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Scores;
using TorchSharp;

namespace Lamina.Privacy.Tests.Attacks;

public sealed class StructuralLossTests : NeedsTorch
{
    [Fact]
    public void Of_TwoPictures_IsOneLessTheScore()
    {
        UnitImage[] pictures = [.. TinyTarget.Pictures(4, 8)];
        using var scope = torch.NewDisposeScope();
        Tensor loss = StructuralLoss.Of(PictureTensors.Stack(pictures[..2]), PictureTensors.Stack(pictures[2..]));
        double score = (StructuralSimilarity.Compute(pictures[0], pictures[2]) + StructuralSimilarity.Compute(pictures[1], pictures[3])) / 2;
        Assert.Equal(1 - score, loss.ToDouble(), 1e-4);
    }

    [Fact]
    public void Of_OneParameter_HasTheGradientOfFiniteDifferences()
    {
        using var scope = torch.NewDisposeScope();
        Tensor truth = PictureTensors.Stack([.. TinyTarget.Pictures(1, 8)]);
        Tensor other = PictureTensors.Stack([.. TinyTarget.Pictures(1, 9)]);
        Tensor share = torch.tensor(0.3f, requires_grad: true);
        StructuralLoss.Of((share * truth) + ((1 - share) * other), truth).backward();
        double At(float value) => StructuralLoss.Of((value * truth) + ((1 - value) * other), truth).ToDouble();
        double expected = (At(0.32f) - At(0.28f)) / 0.04;
        Assert.Equal(expected, share.grad!.ToDouble(), Math.Abs(0.02 * expected));
        Assert.NotEqual(0, expected, 0.01);
    }

    [Fact]
    public void Of_PicturesSmallerThanTheWindow_IsANumberBetweenTheExtremes()
    {
        using var scope = torch.NewDisposeScope();
        Assert.Equal(0, StructuralLoss.Of(torch.ones(1, 3, 4, 6), torch.ones(1, 3, 4, 6)).ToDouble(), 1e-5);
        Assert.InRange(StructuralLoss.Of(torch.zeros(1, 3, 4, 6), torch.ones(1, 3, 4, 6)).ToDouble(), 0.9, 2);
    }
}
