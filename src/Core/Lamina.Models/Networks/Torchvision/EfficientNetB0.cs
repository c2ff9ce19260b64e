using Lamina.Models.Initializing;
using Lamina.Models.Zoo;

namespace Lamina.Models.Networks.Torchvision;

/// <summary>
/// EfficientNet-B0, as torchvision's <c>efficientnet_b0</c>. 5.29 million parameters. A block's output tensor has the block's name, such as <c>features.2.1</c>.
/// </summary>
internal sealed class EfficientNetB0 : INetwork
{
    private const double Epsilon = 1e-5;

    public Dialect Dialect => Dialect.Torch;

    public (string Name, int Axis) Classifier => ("classifier.1.weight", 0);

    public Feature Write(NetworkBuilder network, PictureShape input, int classes)
    {
        Feature x = network.Input(input); // N x 3 x 224 x 224
        x = ConvNormSilu(network, x, "features.0", EfficientNetStage.StemChannels, 3, stride: 2); // N x 32 x 112 x 112
        for (int stage = 0; stage < EfficientNetStage.B0.Length; stage++)
        {
            EfficientNetStage form = EfficientNetStage.B0[stage];
            for (int block = 0; block < form.Blocks; block++)
            {
                x = Block(network, x, $"features.{stage + 1}.{block}", form, block == 0 ? form.Stride : 1);
            }
        }

        x = ConvNormSilu(network, x, "features.8", EfficientNetStage.HeadChannels, 1); // N x 1280 x 7 x 7
        x = network.Flatten(network.GlobalPool(x, "avgpool"), "flatten");
        // By the inputs, as PyTorch's own layer: torchvision's bound by the outputs gives ten classes first losses of 5 instead of 2.3.
        return network.Linear(x, "classifier.1", classes, Initialization.Uniform(1 / Math.Sqrt(x.Channels)), Initialization.Zeros, "logits");
    }

    private static Feature Block(NetworkBuilder network, Feature input, string name, EfficientNetStage form, int stride)
    {
        int part = 0;
        Feature x = input;
        int expanded = input.Channels * form.Expansion;
        if (form.Expansion > 1)
        {
            x = ConvNormSilu(network, x, $"{name}.block.{part}", expanded, 1);
            part++;
        }

        x = ConvNormSilu(network, x, $"{name}.block.{part}", expanded, form.Kernel, stride, groups: expanded);
        part++;
        x = SqueezeExcite(network, x, $"{name}.block.{part++}", EfficientNetStage.Squeezed(input.Channels));

        bool residual = stride == 1 && input.Channels == form.Channels;
        x = Conv(network, x, $"{name}.block.{part}.0", form.Channels, 1);
        x = network.BatchNorm(x, $"{name}.block.{part}.1", Epsilon, residual ? null : name);
        return residual ? network.Add(x, input, name) : x;
    }

    private static Feature SqueezeExcite(NetworkBuilder network, Feature x, string name, int squeezed)
    {
        Feature scale = network.GlobalPool(x, $"{name}.avgpool");
        scale = network.Conv(scale, $"{name}.fc1", squeezed, 1, Initialization.Kaiming(squeezed, 1), bias: true);
        scale = network.Silu(scale, $"{name}.activation");
        scale = network.Conv(scale, $"{name}.fc2", x.Channels, 1, Initialization.Kaiming(x.Channels, 1), bias: true);
        return network.Multiply(x, network.Apply("Sigmoid", scale, $"{name}.scale_activation"), name);
    }

    private static Feature ConvNormSilu(NetworkBuilder network, Feature x, string name, int channels, int kernel, int stride = 1, int groups = 1)
    {
        x = Conv(network, x, $"{name}.0", channels, kernel, stride, groups);
        return network.Silu(network.BatchNorm(x, $"{name}.1", Epsilon), name);
    }

    private static Feature Conv(NetworkBuilder network, Feature x, string name, int channels, int kernel, int stride = 1, int groups = 1) =>
        network.Conv(x, name, channels, kernel, groups > 1 ? Initialization.Depthwise(kernel) : Initialization.Kaiming(channels, kernel), stride, Padding.All(kernel / 2), groups: groups);
}
