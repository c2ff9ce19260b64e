using System.Diagnostics;
using System.Globalization;
using Lamina.Privacy.Attacks.InverseNetwork;
using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Features;
using Lamina.Torch;
using Lamina.Torch.Native;
using TorchSharp;

namespace Lamina.Privacy.Bench.Attacks;

/// <summary>Steps of the inverse network's training in bf16 and in float32: same network, features, batch, layout and threads.</summary>
/// <param name="channels">Of the features.</param>
/// <param name="grid">Rows and columns of the features of a part.</param>
internal sealed class DecoderSpeed(int channels, int grid)
{
    private const int Part = 112;
    private const int Batch = 8;
    private const int Steps = 4;

    private readonly FeatureForm _form = FeatureForm.Of([1, channels, 2 * grid, 2 * grid], 2 * Part, 2 * Part);
    private readonly ChannelScaling _scaling = ChannelScaling.Of([new FeatureSet([new FeatureMap(channels, 1, 2, [.. Enumerable.Range(0, 2 * channels).Select(i => i % 2f)])])]);

    /// <summary>What is trained, in a few words.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{channels}x{grid}x{grid}");

    /// <summary>Parts of pictures a second: the median of some steps.</summary>
    /// <param name="precision">What the network is computed in.</param>
    public double ImagesPerSecond(Precision precision)
    {
        using CollectionPause pause = CollectionPause.Begin();
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(1);
        using var learner = new InverseLearner(new DecoderNetwork([_form], _scaling, (2 * Part, 2 * Part), precision: precision), new InverseNetworkOptions(), rateFactor: 1);
        Tensor features = torch.randn(Batch, channels, grid, grid), pictures = torch.rand(Batch, 3, Part, Part);
        double[] seconds = new double[Steps];
        for (int i = -1; i < Steps; i++)
        {
            long start = Stopwatch.GetTimestamp();
            using (torch.NewDisposeScope())
            {
                learner.Step([features], pictures, rate: 1);
            }

            if (i >= 0)
            {
                seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            }
        }

        return Batch / seconds.Order().ElementAt(Steps / 2);
    }
}
