using Lamina.Plans.Preprocess;
using Lamina.Torch.Training;
using TorchSharp;

namespace Lamina.Torch.Tests.Training;

public sealed class ClassificationScoresTests : NeedsTorch
{
    [Fact]
    public void Add_CasesDoneByHand_GiveTheScoresDoneByHand()
    {
        var scores = new ClassificationScores(["a", "b", "c"]);
        scores.Add([3, 1, 0], 0);
        scores.Add([3, 1, 0], 0);
        scores.Add([1, 3, 0], 0);
        scores.Add([0, 3, 1], 1);

        Assert.Equal((4, 0.75, 1.0), (scores.Images, scores.Top1, scores.Top5));
        Assert.Equal(1, scores.Confused(0, 1));
        // a: precision 1, recall 2/3; b: precision 1/2, recall 1; c has no pictures and is in no mean.
        Assert.Equal(0.8, scores.PerClass[0].F1, 12);
        Assert.Equal(2.0 / 3, scores.PerClass[1].F1, 12);
        Assert.Equal((0.8 + 2.0 / 3) / 2, scores.MacroF1, 12);
    }

    [Fact]
    public void Top5_SixthPlace_DoesNotCount()
    {
        var scores = new ClassificationScores(["a", "b", "c", "d", "e", "f", "g"]);
        scores.Add([7, 6, 5, 4, 3, 2, 1], 4);
        scores.Add([7, 6, 5, 4, 3, 2, 1], 5);
        Assert.Equal((0, 0.5), (scores.Top1, scores.Top5));
    }

    [Fact]
    public void ToLogits_AnyForm_SoftmaxGivesTheProbabilities()
    {
        using var scope = torch.NewDisposeScope();
        torch.Tensor logits = torch.randn(4, 3);
        torch.Tensor wanted = logits.softmax(1);
        OrtOracle.Close(TensorConversion.ToFloats(wanted), TensorConversion.ToFloats(ClassifierOutput.ToLogits(wanted, OutputKind.Probabilities).softmax(1)), 1e-6, "p");
        torch.Tensor one = torch.randn(4, 1, 1, 1);
        torch.Tensor second = ClassifierOutput.ToLogits(one, OutputKind.Logits).softmax(1)[.., 1];
        OrtOracle.Close(TensorConversion.ToFloats(one.sigmoid()), TensorConversion.ToFloats(second), 1e-6, "one logit");
        OrtOracle.Close(TensorConversion.ToFloats(one.sigmoid()), TensorConversion.ToFloats(ClassifierOutput.ToLogits(one.sigmoid(), OutputKind.Probabilities).softmax(1)[.., 1]), 1e-6, "one probability");
    }
}
