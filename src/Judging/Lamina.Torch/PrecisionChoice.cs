using System.Diagnostics;
using Lamina.Torch.Native;
using TorchSharp;

namespace Lamina.Torch;

/// <summary>Finds out once whether this processor is faster in bf16 than in float32.</summary>
/// <param name="Chosen">The faster one; float32 unless bf16 is clearly faster.</param>
/// <param name="Speed">Speed in bf16 over speed in float32.</param>
public sealed record PrecisionChoice(Precision Chosen, double Speed)
{
    /// <summary>bf16 costs accuracy of the gradients; it must be worth it.</summary>
    private const double Worthwhile = 1.2;

    private const int Rounds = 3;
    private const int Channels = 32;
    private const int Side = 28;
    private const int Batch = 8;

    /// <summary>
    /// Times a convolution of middle size, forward and backward, in alternating rounds. Not the model at hand: one too small to measure
    /// would be computed in one way today and another tomorrow.
    /// </summary>
    /// <exception cref="TorchUnavailableException">libtorch is not here.</exception>
    public static PrecisionChoice Measure()
    {
        NativeLibraries.Require();
        using CollectionPause pause = CollectionPause.Begin();
        using var scope = torch.NewDisposeScope();
        using var generator = new torch.Generator(1);
        Tensor input = torch.randn([Batch, Channels, Side, Side], generator: generator), weight = torch.randn([Channels, Channels, 3, 3], generator: generator);
        double[] single = new double[Rounds], half = new double[Rounds];
        Seconds(input, weight, torch.ScalarType.Float32);
        Seconds(input, weight, torch.ScalarType.BFloat16);
        for (int round = 0; round < Rounds; round++)
        {
            single[round] = Seconds(input, weight, torch.ScalarType.Float32);
            half[round] = Seconds(input, weight, torch.ScalarType.BFloat16);
        }

        double speed = single.Order().ElementAt(Rounds / 2) / half.Order().ElementAt(Rounds / 2);
        return new PrecisionChoice(speed >= Worthwhile ? Precision.BFloat16 : Precision.Float32, speed);
    }

    private static double Seconds(Tensor input, Tensor weight, torch.ScalarType type)
    {
        using var scope = torch.NewDisposeScope();
        (Tensor x, Tensor w) = (input.to(type).requires_grad_(), weight.to(type).requires_grad_());
        long start = Stopwatch.GetTimestamp();
        F.conv2d(x, w, padding: [1, 1]).sum().backward();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
