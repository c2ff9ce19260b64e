using TorchSharp;

namespace Lamina.Privacy.Attacks.Learned;

/// <summary>What differs between learned attacks: their networks and what a step does. Owns both and the optimizers.</summary>
internal interface ILearner : IDisposable
{
    /// <summary>The attack's name.</summary>
    string Name { get; }

    /// <summary>All settings that decide the result, as text.</summary>
    string Settings { get; }

    /// <summary>From features to pictures.</summary>
    torch.nn.Module<IReadOnlyList<Tensor>, Tensor> Generator { get; }

    /// <summary>True where the generator reconstructs before its first step, so that training is to improve on that.</summary>
    bool BeginsAtASolution => false;

    /// <summary>All networks, the generator among them.</summary>
    IReadOnlyList<torch.nn.Module> Modules { get; }

    /// <summary>Their optimizers.</summary>
    IReadOnlyList<torch.optim.Optimizer> Optimizers { get; }

    /// <summary>One step. The caller's scope owns what it makes.</summary>
    /// <param name="features">Per exposed tensor a batch.</param>
    /// <param name="pictures">The pictures they stand for.</param>
    /// <param name="rate">Share of the highest learning rate.</param>
    /// <returns>The loss.</returns>
    double Step(IReadOnlyList<Tensor> features, Tensor pictures, double rate);
}
