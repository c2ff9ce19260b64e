using Lamina.Privacy.Features;
using static TorchSharp.torch.nn;

namespace Lamina.Privacy.Attacks.InverseNetwork;

/// <summary>
/// The decoders of He et al.'s scripts: a stride-2 transposed convolution with ReLU for every halving, the last of them to 64
/// channels, then one transposed convolution to the picture. At ReLU22 and ReLU32 of their network theirs exactly; at conv11, for
/// which none is known to us, the last layer alone.
/// </summary>
internal sealed class HeDecoder : Module<IReadOnlyList<Tensor>, Tensor>
{
    private const int LastChannels = 64;

    private readonly Module<Tensor, Tensor> _layers;

    public HeDecoder(IReadOnlyList<FeatureForm> forms, (int Width, int Height) imageSize)
        : base(nameof(HeDecoder))
    {
        if (forms.Count != 1 || !forms[0].IsSpatial)
        {
            throw new ArgumentException("He et al.'s decoder takes one spatial tensor.", nameof(forms));
        }

        int doublings = Math.Max(0, (int)Math.Round(Math.Log2(imageSize.Height / (double)forms[0].Height)));
        int channels = forms[0].Channels;
        List<Module<Tensor, Tensor>> layers = [];
        for (int left = doublings; left > 0; left--)
        {
            int to = left == 1 ? LastChannels : channels;
            layers.AddRange([ConvTranspose2d(channels, to, 3, stride: 2, padding: 1, output_padding: 1), ReLU()]);
            channels = to;
        }

        layers.Add(ConvTranspose2d(channels, 3, 3, padding: 1));
        _layers = Sequential(layers);
        RegisterComponents();
    }

    public override Tensor forward(IReadOnlyList<Tensor> features) => _layers.forward(features[0]);
}
