using TorchSharp;

namespace Lamina.Privacy.Attacks.WhiteBox;

/// <summary>What a white-box search moves: pixels, or the weights of a generator. Owns it and its optimizer.</summary>
internal interface IInversion : IDisposable
{
    /// <summary>Moves it.</summary>
    torch.optim.Optimizer Optimizer { get; }

    /// <summary>Highest learning rate.</summary>
    double LearningRate { get; }

    /// <summary>The current pictures (victims, 3, rows, columns in about 0..1); differentiable. The caller's scope owns them.</summary>
    Tensor Pictures();

    /// <summary>What the prior is computed on; differentiable.</summary>
    /// <param name="pictures">What <see cref="Pictures"/> gave.</param>
    Tensor PriorSpace(Tensor pictures);

    /// <summary>After every step: brings it back to where it may be.</summary>
    void Constrain();
}
