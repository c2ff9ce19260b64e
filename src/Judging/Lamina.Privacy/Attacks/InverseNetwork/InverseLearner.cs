using Lamina.Privacy.Attacks.Learned;
using TorchSharp;

namespace Lamina.Privacy.Attacks.InverseNetwork;

/// <summary>One network, one pixel loss, AdamW.</summary>
internal sealed class InverseLearner : ILearner
{
    private const double LargestGradient = 1;

    // Gradients of a nearly lossless reconstruction are smaller than the usual 1e-8.
    private const double Epsilon = 1e-12;

    private readonly InverseNetworkOptions _options;
    private readonly double _highestRate;
    private readonly torch.optim.Optimizer _optimizer;

    /// <param name="network">From features to pictures; owned from here on.</param>
    /// <param name="options">Settings.</param>
    /// <param name="rateFactor">Part of their learning rate that the network bears.</param>
    public InverseLearner(torch.nn.Module<IReadOnlyList<Tensor>, Tensor> network, InverseNetworkOptions options, double rateFactor)
    {
        Generator = network;
        _options = options;
        _highestRate = rateFactor * options.Plan.LearningRate;
        _optimizer = torch.optim.AdamW(network.parameters(), _highestRate, eps: Epsilon, weight_decay: 1e-4);
    }

    public string Name => "inverse-network";

    public string Settings => _options.ToString();

    public torch.nn.Module<IReadOnlyList<Tensor>, Tensor> Generator { get; }

    public bool BeginsAtASolution => Generator is StartedDecoder;

    public IReadOnlyList<torch.nn.Module> Modules => [Generator];

    public IReadOnlyList<torch.optim.Optimizer> Optimizers => [_optimizer];

    public double Step(IReadOnlyList<Tensor> features, Tensor pictures, double rate)
    {
        foreach (var group in _optimizer.ParamGroups)
        {
            group.LearningRate = rate * _highestRate;
        }

        _optimizer.zero_grad();
        Tensor loss = Loss(Generator.forward(features), pictures, _options.Loss);
        loss.backward();
        torch.nn.utils.clip_grad_norm_(Generator.parameters(), LargestGradient);
        _optimizer.step();
        return loss.ToDouble();
    }

    /// <summary>The distance of a batch of reconstructions from their pictures.</summary>
    public static Tensor Loss(Tensor guess, Tensor pictures, PixelLoss loss) => loss == PixelLoss.Squared
        ? F.mse_loss(guess, pictures)
        : F.l1_loss(guess, pictures) + (0.5 * StructuralLoss.Of(guess, pictures));

    public void Dispose()
    {
        _optimizer.Dispose();
        Generator.Dispose();
    }
}
