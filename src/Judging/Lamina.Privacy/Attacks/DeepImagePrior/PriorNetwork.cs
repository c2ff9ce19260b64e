using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lamina.Privacy.Attacks.DeepImagePrior;

/// <summary>
/// From fixed noise to a picture: convolutions and bilinear enlargements, in the manner of arXiv 1711.10925. What such a network
/// fits easily looks like a photograph; that is the prior. Below 1 GMAC at 224x224.
/// </summary>
internal sealed class PriorNetwork : Module<Tensor, Tensor>
{
    /// <summary>Channels of the noise.</summary>
    public const int NoiseChannels = 32;

    // From the coarsest resolution to the picture's.
    private static readonly int[] Channels = [128, 96, 64, 32, 16];

    private readonly ModuleList<Module<Tensor, Tensor>> _stages = new();
    private readonly Conv2d _output;
    private readonly (int Width, int Height)[] _sizes;

    /// <param name="size">Size of the picture.</param>
    public PriorNetwork((int Width, int Height) size)
        : base(nameof(PriorNetwork))
    {
        int stages = Stages(size);
        _sizes = [.. Enumerable.Range(0, stages).Select(stage => Size(size, stages - 1 - stage))];
        int from = NoiseChannels;
        foreach (int channels in Channels[^stages..])
        {
            _stages.Add(Sequential(Block(from, channels), Block(channels, channels, kernel: channels > 32 ? 3 : 1)));
            from = channels;
        }

        _output = Conv2d(from, 3, 3, padding: 1);
        RegisterComponents();
    }

    /// <summary>Rows and columns of the noise.</summary>
    public (int Width, int Height) NoiseSize => _sizes[0];

    /// <summary>Multiply-accumulate operations for one picture.</summary>
    public static long Macs((int Width, int Height) size)
    {
        int stages = Stages(size);
        int[] channels = [NoiseChannels, .. Channels[^stages..]];
        long blocks = Enumerable.Range(0, stages).Sum(stage =>
        {
            (int width, int height) = Size(size, stages - 1 - stage);
            long second = channels[stage + 1] > 32 ? 9 : 1;
            return (long)width * height * channels[stage + 1] * ((9L * channels[stage]) + (second * channels[stage + 1]));
        });
        return blocks + ((long)size.Width * size.Height * 27 * channels[^1]);
    }

    public override Tensor forward(Tensor noise)
    {
        Tensor x = noise;
        for (int stage = 0; stage < _stages.Count; stage++)
        {
            if (stage > 0)
            {
                x = F.interpolate(x, [_sizes[stage].Height, _sizes[stage].Width], mode: torch.InterpolationMode.Bilinear, align_corners: false);
            }

            x = _stages[stage].forward(x);
        }

        return torch.sigmoid(_output.forward(x));
    }

    /// <summary>As many halvings as leave at least 4 rows.</summary>
    private static int Stages((int Width, int Height) size) =>
        Math.Clamp((int)Math.Floor(Math.Log2(Math.Min(size.Width, size.Height) / 4.0)) + 1, 1, Channels.Length);

    private static (int Width, int Height) Size((int Width, int Height) size, int halvings) =>
        ((size.Width + (1 << halvings) - 1) >> halvings, (size.Height + (1 << halvings) - 1) >> halvings);

    private static Sequential Block(int from, int to, int kernel = 3) =>
        Sequential(Conv2d(from, to, kernel, padding: kernel / 2), new PlaneNormalisation(), LeakyReLU(0.2));
}

/// <summary>Every channel of every picture to mean 0 and deviation 1; the convolutions around it scale.</summary>
internal sealed class PlaneNormalisation() : Module<Tensor, Tensor>(nameof(PlaneNormalisation))
{
    private const double Epsilon = 1e-5;

    public override Tensor forward(Tensor input)
    {
        Tensor centred = input - input.mean([2, 3], keepdim: true);
        return centred * (centred.square().mean([2, 3], keepdim: true) + Epsilon).rsqrt();
    }
}
