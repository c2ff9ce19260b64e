using Lamina.Privacy.Features;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lamina.Privacy.Attacks.Learned;

/// <summary>
/// Standardises the exposed tensors and brings them to one grid, the finest among them: coarser ones are enlarged, tensors without
/// positions become constant channels. Where none has positions, two dense layers lay the values out on a grid of about 7 rows.
/// </summary>
internal sealed class FeatureFusion : Module<IReadOnlyList<Tensor>, Tensor>
{
    private const int FlatRows = 7;
    private const int FlatChannels = 64;
    private const int FlatHidden = 512;
    private const int ConstantChannels = 32;

    private readonly IReadOnlyList<FeatureForm> _forms;
    private readonly Tensor[] _means;
    private readonly Tensor[] _scales;
    private readonly Sequential? _layOut;
    private readonly ModuleList<Module<Tensor, Tensor>> _constants = new();

    public FeatureFusion(IReadOnlyList<FeatureForm> forms, ChannelScaling scaling, (int Width, int Height) imageSize)
        : base(nameof(FeatureFusion))
    {
        _forms = forms;
        _means = [.. scaling.Means.Select(Constant)];
        _scales = [.. scaling.Scales.Select(Constant)];
        FeatureForm? finest = forms.Where(form => form.IsSpatial).MaxBy(form => form.Height * form.Width);
        if (finest is null)
        {
            // As many doublings from the grid to the picture as fit.
            int doublings = Math.Max(0, (int)Math.Floor(Math.Log2(Math.Min(imageSize.Width, imageSize.Height) / (double)FlatRows)));
            Grid = ((imageSize.Width + (1 << doublings) - 1) >> doublings, (imageSize.Height + (1 << doublings) - 1) >> doublings);
            Channels = FlatChannels;
            _layOut = Sequential(
                Linear(forms.Sum(form => form.Channels), FlatHidden), LeakyReLU(ResidualBlock.Slope), Linear(FlatHidden, FlatChannels * Grid.Width * Grid.Height));
        }
        else
        {
            Grid = (finest.Width, finest.Height);
            foreach (FeatureForm form in forms.Where(form => !form.IsSpatial))
            {
                _constants.Add(Linear(form.Channels, ConstantChannels));
            }

            Channels = forms.Sum(form => form.IsSpatial ? form.Channels : ConstantChannels);
        }

        RegisterComponents();
        foreach ((int t, (Tensor mean, Tensor scale)) in _means.Zip(_scales).Index())
        {
            register_buffer($"mean{t}", mean);
            register_buffer($"scale{t}", scale);
        }
    }

    /// <summary>Channels of the result.</summary>
    public int Channels { get; }

    /// <summary>Grid of the result for whole images.</summary>
    public (int Width, int Height) Grid { get; }

    public override Tensor forward(IReadOnlyList<Tensor> features)
    {
        Tensor[] standard = [.. features.Select((feature, t) => (feature - _means[t]) * _scales[t])];
        if (_layOut is not null)
        {
            return _layOut.forward(torch.cat([.. standard.Select(feature => feature.flatten(1))], 1)).reshape(-1, FlatChannels, Grid.Height, Grid.Width);
        }

        Tensor finest = standard.Zip(_forms).Where(entry => entry.Second.IsSpatial).MaxBy(entry => entry.Second.Height * entry.Second.Width).First;
        long[] size = finest.shape[2..];
        int constant = 0;
        var parts = new Tensor[standard.Length];
        for (int t = 0; t < parts.Length; t++)
        {
            parts[t] = !_forms[t].IsSpatial ? _constants[constant++].forward(standard[t].flatten(1)).reshape(-1, ConstantChannels, 1, 1).expand(-1, -1, size[0], size[1])
                : standard[t].shape[2] == size[0] && standard[t].shape[3] == size[1] ? standard[t]
                : F.interpolate(standard[t], size, mode: torch.InterpolationMode.Nearest);
        }

        return parts.Length == 1 ? parts[0] : torch.cat(parts, 1);
    }

    private static Tensor Constant(float[] values) => torch.tensor(values).reshape(1, values.Length, 1, 1);
}
