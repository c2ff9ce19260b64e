using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Attacks.WhiteBox;
using Lamina.Privacy.Scores;
using TorchSharp;
using TorchSharp.Modules;

namespace Lamina.Privacy.Attacks.Rmle;

/// <summary>Pixels, in units of the deviation of photographs around their mean (ImageNet's, as in He et al.): 0 is a grey picture.</summary>
internal sealed class PixelInversion : IInversion
{
    private static readonly float[] Mean = [0.485f, 0.456f, 0.406f];
    private static readonly float[] Deviation = [0.229f, 0.224f, 0.225f];

    private readonly Parameter _pixels;
    private readonly Tensor _mean;
    private readonly Tensor _deviation;
    private readonly Tensor _low;
    private readonly Tensor _high;
    private readonly bool _clamp;

    public PixelInversion(RmleOptions options, int victims, (int Width, int Height) size, IReadOnlyList<UnitImage>? start, long seed, bool noise)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        _mean = torch.tensor(Mean).reshape(1, 3, 1, 1);
        _deviation = torch.tensor(Deviation).reshape(1, 3, 1, 1);
        _low = (0 - _mean) / _deviation;
        _high = (1 - _mean) / _deviation;
        torch.manual_seed(seed);
        Tensor first = start is not null ? (PictureTensors.Stack(start) - _mean) / _deviation
            : noise ? 0.5 * torch.randn(victims, 3, size.Height, size.Width)
            : torch.zeros(victims, 3, size.Height, size.Width);
        _pixels = new Parameter(first, requires_grad: true);
        foreach (Tensor kept in (Tensor[])[_mean, _deviation, _low, _high, _pixels])
        {
            kept.DetachFromDisposeScope();
        }

        _clamp = options.Clamp;
        LearningRate = start is null ? options.LearningRate : options.LearningRateFromLearned;
        Optimizer = torch.optim.Adam([_pixels], LearningRate, eps: options.Epsilon, amsgrad: options.AmsGrad);
    }

    public torch.optim.Optimizer Optimizer { get; }

    public double LearningRate { get; }

    public Tensor Pictures() => (_pixels * _deviation) + _mean;

    public Tensor PriorSpace(Tensor pictures) => _pixels;

    public void Constrain()
    {
        if (_clamp)
        {
            using var noGrad = torch.no_grad();
            using var scope = torch.NewDisposeScope();
            _pixels.copy_(torch.minimum(torch.maximum(_pixels, _low), _high));
        }
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        _pixels.Dispose();
        _mean.Dispose();
        _deviation.Dispose();
        _low.Dispose();
        _high.Dispose();
    }
}
