using Lamina.Privacy.Features;
using Lamina.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lamina.Privacy.Attacks.Learned;

/// <summary>
/// From features to a picture: 1x1 convolution, residual blocks on the features' own grid, then as many doublings by pixel shuffle
/// (arXiv 1609.05158) as lie between grid and picture, and beside it a linear map from each position to its patch. Its depth and
/// width follow the cut's shape. Fully convolutional for spatial cuts, so that it learns on parts of images and attacks whole ones.
/// </summary>
internal sealed class DecoderNetwork : Module<IReadOnlyList<Tensor>, Tensor>
{
    /// <summary>
    /// Most channels whose linear map was seen to learn steadily; of more, it is taken for less, or all of them together outrun what
    /// one step may change. At block4_pool of a VGG-16 (512 channels) the loss after 950 steps was 0.42 with, 0.48 without.
    /// </summary>
    private const int SteadyInputs = 128;

    private readonly FeatureFusion _fusion;
    private readonly Sequential _trunk;
    private readonly Module<Tensor, Tensor> _linear;
    private readonly double _linearShare;
    private readonly (int Width, int Height) _imageSize;
    private readonly (int Width, int Height) _grid;
    private readonly Precision _precision;

    /// <param name="forms">The exposed tensors.</param>
    /// <param name="scaling">Of the same tensors.</param>
    /// <param name="imageSize">Size of the picture for whole features.</param>
    /// <param name="width">Factor of all channel counts. 1 gives 0.3 to 3 million weights.</param>
    /// <param name="precision">What the layers are computed in, but not the linear map: its error is the picture's.</param>
    /// <param name="begin">What every pixel is before the first step.</param>
    public DecoderNetwork(IReadOnlyList<FeatureForm> forms, ChannelScaling scaling, (int Width, int Height) imageSize, double width = 1, Precision precision = Precision.Float32, double begin = 0.5)
        : base(nameof(DecoderNetwork))
    {
        (_imageSize, _precision) = (imageSize, precision);
        _fusion = new FeatureFusion(forms, scaling, imageSize);
        _grid = _fusion.Grid;
        DecoderShape shape = DecoderShape.For(_grid.Height, imageSize.Height, width);
        RateFactor = shape.RateFactor;
        int last = shape.Stages[^1].Channels;
        List<Module<Tensor, Tensor>> layers = [new MixedConvolution(_fusion.Channels, shape.Stages[0].Channels, 1), LeakyReLU(ResidualBlock.Slope)];
        for (int stage = 0; stage < shape.Stages.Count; stage++)
        {
            (int channels, int blocks) = shape.Stages[stage];
            if (stage > 0)
            {
                layers.AddRange([new MixedConvolution(shape.Stages[stage - 1].Channels, 4 * channels, 1), PixelShuffle(2), LeakyReLU(ResidualBlock.Slope)]);
            }

            layers.AddRange(Enumerable.Range(0, blocks).Select(_ => new ResidualBlock(channels)));
        }

        int finest = shape.Doublings >= shape.Stages.Count ? 2 : 1;
        MixedConvolution output = new(last, 3 * finest * finest, 3, padding: 1);
        init.zeros_(output.Weight);
        init.constant_(output.Bias, begin);
        layers.AddRange([output, PixelShuffle(finest)]);
        _trunk = Sequential(layers);

        int patch = 1 << shape.Doublings;
        Conv2d linear = Conv2d(_fusion.Channels, 3 * patch * patch, 1);
        init.zeros_(linear.weight);
        init.zeros_(linear.bias!);
        _linear = Sequential(linear, PixelShuffle(patch));
        _linearShare = Math.Min(1, (double)SteadyInputs / _fusion.Channels);
        RegisterComponents();
    }

    /// <summary>Multiply-accumulate operations per pixel of the picture, about.</summary>
    public static double MacsPerPixel(FeatureForm form, (int Width, int Height) imageSize, double width) =>
        DecoderShape.For(form.IsSpatial ? form.Height : 7, imageSize.Height, width).MacsPerPixel + (3.0 * form.Channels);

    /// <summary>Part of the plan's learning rate that the network bears, see <see cref="DecoderShape.RateFactor"/>.</summary>
    public double RateFactor { get; }

    /// <summary>The picture, not clipped.</summary>
    /// <param name="features">One batch per exposed tensor: of whole images, or of parts of one size.</param>
    public override Tensor forward(IReadOnlyList<Tensor> features)
    {
        Tensor fused = _fusion.forward(features);
        Tensor picture = MixedPart.Run(_trunk, fused, _precision) + (_linearShare * _linear.forward(fused));
        long height = fused.shape[2] * _imageSize.Height / _grid.Height;
        long width = fused.shape[3] * _imageSize.Width / _grid.Width;
        return picture.shape[2] == height && picture.shape[3] == width
            ? picture
            : F.interpolate(picture, [height, width], mode: torch.InterpolationMode.Bilinear, align_corners: false);
    }
}
