using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Attacks.WhiteBox;
using Lamina.Privacy.Scores;
using Lamina.Torch.Native;
using TorchSharp;

namespace Lamina.Privacy.Attacks.DeepImagePrior;

/// <summary>The weights of one generator per victim. A learned reconstruction is first fitted by pixels.</summary>
internal sealed class GeneratorInversion : IInversion
{
    private readonly PriorNetwork[] _networks;
    private readonly Tensor _noise;

    public GeneratorInversion(DeepImagePriorOptions options, int victims, (int Width, int Height) size, IReadOnlyList<UnitImage>? start, long seed)
    {
        torch.manual_seed(seed);
        _networks = [.. Enumerable.Range(0, victims).Select(_ => new PriorNetwork(size))];
        (int width, int height) = _networks[0].NoiseSize;
        using (var scope = torch.NewDisposeScope())
        {
            _noise = torch.randn(1, PriorNetwork.NoiseChannels, height, width).DetachFromDisposeScope();
        }

        LearningRate = options.LearningRate;
        Optimizer = torch.optim.Adam(_networks.SelectMany(network => network.parameters()), LearningRate);
        if (start is not null)
        {
            Fit(start, options.FitIterations);
        }
    }

    public torch.optim.Optimizer Optimizer { get; private set; }

    public double LearningRate { get; }

    public Tensor Pictures() => torch.cat([.. _networks.Select(network => network.forward(_noise))], 0);

    public Tensor PriorSpace(Tensor pictures) => pictures;

    public void Constrain()
    {
        // Every picture of the generator is in 0..1.
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        _noise.Dispose();
        foreach (PriorNetwork network in _networks)
        {
            network.Dispose();
        }
    }

    private void Fit(IReadOnlyList<UnitImage> start, int iterations)
    {
        using CollectionPause pause = CollectionPause.Begin();
        using var whole = torch.NewDisposeScope();
        Tensor goal = PictureTensors.Stack(start);
        for (int i = 0; i < iterations; i++)
        {
            using var scope = torch.NewDisposeScope();
            Optimizer.zero_grad();
            (F.mse_loss(Pictures(), goal) * start.Count).backward();
            Optimizer.step();
            pause.Renew();
        }

        // The moments of the fit mean nothing to the search.
        Optimizer.Dispose();
        Optimizer = torch.optim.Adam(_networks.SelectMany(network => network.parameters()), LearningRate);
    }
}
