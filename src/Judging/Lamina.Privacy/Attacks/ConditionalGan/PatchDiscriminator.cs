using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Features;
using Lamina.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lamina.Privacy.Attacks.ConditionalGan;

/// <summary>
/// Conditional patch discriminator (pix2pix, arXiv 1611.07004): halves the picture down to about the features' grid, puts the
/// standardised features beside it and says for every patch whether picture and features belong together.
/// </summary>
internal sealed class PatchDiscriminator : Module<Tensor, IReadOnlyList<Tensor>, Tensor>
{
    private const int ConditionChannels = 64;
    private const double Slope = 0.2;

    // After each halving of the picture.
    private static readonly int[] Channels = [32, 64, 128, 128];

    private readonly Module<Tensor, Tensor> _picture;
    private readonly ModuleList<Module<Tensor, Tensor>> _conditions = new();
    private readonly Module<Tensor, Tensor> _judge;
    private readonly Tensor[] _means;
    private readonly Tensor[] _scales;
    private readonly Precision _precision;

    public PatchDiscriminator(IReadOnlyList<FeatureForm> forms, ChannelScaling scaling, (int Width, int Height) imageSize, Precision precision = Precision.Float32)
        : base(nameof(PatchDiscriminator))
    {
        _precision = precision;
        int grid = forms.Max(form => form.IsSpatial ? form.Height : 1);
        int halvings = Math.Clamp((int)Math.Round(Math.Log2(imageSize.Height / (double)grid)), 1, Channels.Length);
        List<Module<Tensor, Tensor>> layers = [];
        int from = 3;
        foreach (int channels in Channels[..halvings])
        {
            layers.AddRange([new MixedConvolution(from, channels, 4, stride: 2, padding: 1), LeakyReLU(Slope)]);
            from = channels;
        }

        _picture = Sequential(layers);
        foreach (FeatureForm form in forms)
        {
            _conditions.Add(Conv2d(form.Channels, ConditionChannels, 1));
        }

        _judge = Sequential(
            new MixedConvolution(from + ConditionChannels, 128, 3, padding: 1), LeakyReLU(Slope),
            new MixedConvolution(128, 64, 3, padding: 1), LeakyReLU(Slope),
            new MixedConvolution(64, 1, 3, padding: 1));
        RegisterComponents();
        _means = [.. scaling.Means.Select((values, t) => Constant($"mean{t}", values))];
        _scales = [.. scaling.Scales.Select((values, t) => Constant($"scale{t}", values))];
    }

    /// <summary>A score per patch, above 0 for a true pair.</summary>
    /// <param name="picture">Batch, 3, rows, columns.</param>
    /// <param name="features">One batch per exposed tensor.</param>
    public override Tensor forward(Tensor picture, IReadOnlyList<Tensor> features)
    {
        Tensor seen = MixedPart.Run(_picture, picture, _precision);
        long[] size = seen.shape[2..];
        Tensor? condition = null;
        for (int t = 0; t < features.Count; t++)
        {
            Tensor one = _conditions[t].forward((features[t] - _means[t]) * _scales[t]);
            one = one.shape[2] == size[0] && one.shape[3] == size[1] ? one : F.interpolate(one, size, mode: torch.InterpolationMode.Nearest);
            condition = condition is null ? one : condition + one;
        }

        return MixedPart.Run(_judge, torch.cat([seen, F.leaky_relu(condition!, Slope)], 1), _precision);
    }

    private Tensor Constant(string name, float[] values)
    {
        Tensor tensor = torch.tensor(values).reshape(1, values.Length, 1, 1);
        register_buffer(name, tensor);
        return tensor;
    }
}
