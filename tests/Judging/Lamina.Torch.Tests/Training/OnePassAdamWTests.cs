using Lamina.Torch.Training;
using TorchSharp;
using TorchSharp.Modules;

namespace Lamina.Torch.Tests.Training;

public sealed class OnePassAdamWTests : NeedsTorch
{
    private const double Rate = 0.01;

    // A single value, less than a vector, vectors with a rest.
    private static readonly long[][] Shapes = [[1], [3], [7, 5], [2, 3, 3, 3], [4099]];

    [Fact]
    public void Step_TakenWithTheSameGradients_GivesWhatTorchSharpsOptimizerGives()
    {
        using var scope = torch.NewDisposeScope();
        Parameter[] ours = Weights(seed: 1);
        Parameter[] theirs = Weights(seed: 1);
        using var one = new OnePassAdamW(Groups(ours), Rate);
        using AdamW other = torch.optim.AdamW(Groups(theirs), Rate);
        for (int step = 0; step < 6; step++)
        {
            Gradients(ours, seed: 100 + step);
            Gradients(theirs, seed: 100 + step);
            one.step();
            other.step();
            Assert.All(ours.Zip(theirs), pair => Assert.True(torch.allclose(pair.First, pair.Second, rtol: 1e-6, atol: 1e-7), $"step {step}, {pair.First.NumberOfElements} values"));
        }
    }

    [Fact]
    public void Step_WithAGradientInAnotherLayout_ReadsItByItsPlaces()
    {
        using var scope = torch.NewDisposeScope();
        var weight = new Parameter(torch.zeros(3, 5));
        using var optimizer = new OnePassAdamW([new AdamW.ParamGroup([weight], Rate)], Rate);
        torch.Tensor gradient = torch.tensor(Enumerable.Range(-7, 15).Select(value => (float)value).ToArray()).reshape(5, 3).t();
        weight.grad = gradient;
        optimizer.step();
        Assert.True(torch.allclose(weight, gradient.sign() * -Rate, rtol: 1e-4, atol: 1e-7));
    }

    [Fact]
    public void Step_WithoutAGradient_LeavesTheWeight()
    {
        using var scope = torch.NewDisposeScope();
        Parameter[] weights = Weights(seed: 1);
        torch.Tensor before = weights[2].clone();
        using var optimizer = new OnePassAdamW(Groups(weights), Rate);
        Gradients(weights[..2], seed: 3);
        optimizer.step();
        Assert.True(weights[2].equal(before).all().ToBoolean());
        Assert.Throws<NotSupportedException>(() => optimizer.step(() => torch.zeros(1)));
    }

    [Fact]
    public void Load_OfItsOwnState_GoesOnAsIfNothingHadHappened()
    {
        using var scope = torch.NewDisposeScope();
        Parameter[] whole = Weights(seed: 1);
        using var one = new OnePassAdamW(Groups(whole), Rate);
        Gradients(whole, seed: 5);
        one.step();
        using MemoryStream state = Saved(one);
        Parameter[] later = [.. whole.Select(weight => new Parameter(weight.detach().clone()))];
        using var resumed = new OnePassAdamW(Groups(later), Rate);
        using (var reader = new BinaryReader(state))
        {
            resumed.Load(reader);
        }

        Gradients(whole, seed: 6);
        Gradients(later, seed: 6);
        one.step();
        resumed.step();
        Assert.All(whole.Zip(later), pair => Assert.True(pair.First.equal(pair.Second).all().ToBoolean()));
    }

    [Fact]
    public void Load_OfAnotherOptimizersState_IsRefused()
    {
        using var scope = torch.NewDisposeScope();
        Parameter[] weights = Weights(seed: 1);
        using AdamW other = torch.optim.AdamW(Groups(weights), Rate);
        using MemoryStream state = Saved(other);
        using var one = new OnePassAdamW(Groups(weights), Rate);
        using var reader = new BinaryReader(state);
        Assert.Throws<InvalidDataException>(() => one.Load(reader));
    }

    private static MemoryStream Saved(torch.optim.Optimizer optimizer)
    {
        var state = new MemoryStream();
        using (var writer = new BinaryWriter(state, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            optimizer.Save(writer);
        }

        state.Position = 0;
        return state;
    }

    private static AdamW.ParamGroup[] Groups(Parameter[] weights) =>
        [new AdamW.ParamGroup(weights[..2], Rate, weight_decay: 0), new AdamW.ParamGroup(weights[2..], Rate / 2, weight_decay: 0.1)];

    private static Parameter[] Weights(int seed)
    {
        torch.manual_seed(seed);
        return [.. Shapes.Select(shape => new Parameter(torch.randn(shape)))];
    }

    private static void Gradients(IEnumerable<Parameter> weights, int seed)
    {
        torch.manual_seed(seed);
        foreach (Parameter weight in weights)
        {
            weight.grad = torch.randn(weight.shape);
        }
    }
}
