using Lamina.Models.Initializing;
using Lamina.Models.Zoo;

namespace Lamina.Models.Networks.Torchvision;

/// <summary>
/// ResNet-50 of He et al. 2015 (arXiv 1512.03385), as torchvision's <c>resnet50</c>: the stride lies in the 3x3 convolution ("v1.5"). 25.56 million parameters.
/// A block's output tensor has the block's name, such as <c>layer1.0</c>.
/// </summary>
internal sealed class ResNet50 : INetwork
{
    private const double Epsilon = 1e-5;
    private const int Expansion = 4;

    private static readonly (int Width, int Blocks)[] Stages = [(64, 3), (128, 4), (256, 6), (512, 3)];

    public Dialect Dialect => Dialect.Torch;

    public (string Name, int Axis) Classifier => ("fc.weight", 0);

    public Feature Write(NetworkBuilder network, PictureShape input, int classes)
    {
        Feature x = network.Input(input); // N x 3 x 224 x 224
        x = Conv(network, x, "conv1", 64, 7, stride: 2); // N x 64 x 112 x 112
        x = network.Apply("Relu", network.BatchNorm(x, "bn1", Epsilon), "relu");
        x = network.MaxPool(x, "maxpool", 3, 2, 1); // N x 64 x 56 x 56
        for (int stage = 0; stage < Stages.Length; stage++)
        {
            for (int block = 0; block < Stages[stage].Blocks; block++)
            {
                x = Bottleneck(network, x, $"layer{stage + 1}.{block}", Stages[stage].Width, stage > 0 && block == 0 ? 2 : 1);
            }
        }

        x = network.Flatten(network.GlobalPool(x, "avgpool"), "flatten"); // N x 2048
        Initialization draw = Initialization.Uniform(1 / Math.Sqrt(x.Channels));
        return network.Linear(x, "fc", classes, draw, draw, "logits");
    }

    private static Feature Bottleneck(NetworkBuilder network, Feature input, string name, int width, int stride)
    {
        Feature x = Conv(network, input, $"{name}.conv1", width, 1);
        x = network.Apply("Relu", network.BatchNorm(x, $"{name}.bn1", Epsilon), $"{name}.relu1");
        x = Conv(network, x, $"{name}.conv2", width, 3, stride);
        x = network.Apply("Relu", network.BatchNorm(x, $"{name}.bn2", Epsilon), $"{name}.relu2");
        x = Conv(network, x, $"{name}.conv3", width * Expansion, 1);
        x = network.BatchNorm(x, $"{name}.bn3", Epsilon);
        Feature shortcut = input;
        if (stride != 1 || input.Channels != x.Channels)
        {
            shortcut = Conv(network, input, $"{name}.downsample.0", x.Channels, 1, stride);
            shortcut = network.BatchNorm(shortcut, $"{name}.downsample.1", Epsilon);
        }

        return network.Apply("Relu", network.Add(x, shortcut, $"{name}.add"), name);
    }

    private static Feature Conv(NetworkBuilder network, Feature x, string name, int channels, int kernel, int stride = 1) =>
        network.Conv(x, name, channels, kernel, Initialization.Kaiming(channels, kernel), stride, Padding.All(kernel / 2));
}
