using Lamina.Models.Initializing;
using Lamina.Models.Zoo;

namespace Lamina.Models.Networks.Small;

/// <summary>Three convolutions and a dense layer, with batch norm and a residual: what tests of cutting, training and attacking need, in 6,000 weights.</summary>
internal sealed class TinyCnn : INetwork
{
    private const double Epsilon = 1e-5;

    public Dialect Dialect => Dialect.Torch;

    public (string Name, int Axis) Classifier => ("fc.weight", 0);

    public Feature Write(NetworkBuilder network, PictureShape input, int classes)
    {
        Feature x = network.Input(input); // N x 3 x 32 x 32
        x = ConvNormRelu(network, x, "conv1", "bn1", "relu1", 8);
        x = network.MaxPool(x, "pool1", 2, 2); // N x 8 x 16 x 16
        x = ConvNormRelu(network, x, "conv2", "bn2", "relu2", 16);
        Feature shortcut = network.MaxPool(x, "pool2", 2, 2); // N x 16 x 8 x 8
        x = network.BatchNorm(Conv(network, shortcut, "conv3", 16), "bn3", Epsilon);
        x = network.Apply("Relu", network.Add(x, shortcut, "add"), "relu3");
        x = network.Flatten(network.GlobalPool(x, "avgpool"), "flatten"); // N x 16
        Initialization draw = Initialization.Uniform(1 / Math.Sqrt(x.Channels));
        return network.Linear(x, "fc", classes, draw, draw, "logits");
    }

    private static Feature ConvNormRelu(NetworkBuilder network, Feature x, string conv, string norm, string relu, int channels) =>
        network.Apply("Relu", network.BatchNorm(Conv(network, x, conv, channels), norm, Epsilon), relu);

    private static Feature Conv(NetworkBuilder network, Feature x, string name, int channels) =>
        network.Conv(x, name, channels, 3, Initialization.Kaiming(channels, 3), padding: Padding.All(1));
}
