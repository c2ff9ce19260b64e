using Lamina.Models.Initializing;
using Lamina.Models.Zoo;

namespace Lamina.Models.Networks.Small;

/// <summary>
/// The six convolutions on which He, Zhang and Lee (ACSAC 2019) attacked collaborative inference, for CIFAR-10. Their names of layers, so that
/// published figures for <c>conv11</c>, <c>ReLU22</c> and <c>ReLU32</c> are measured at tensors of those names.
/// </summary>
internal sealed class HeCnn6 : INetwork
{
    private static readonly (string Name, int Channels)[] Layers = [("11", 64), ("12", 64), ("21", 128), ("22", 128), ("31", 128), ("32", 128)];

    public Dialect Dialect => Dialect.Torch;

    public (string Name, int Axis) Classifier => ("fc2.weight", 0);

    public Feature Write(NetworkBuilder network, PictureShape input, int classes)
    {
        Feature x = network.Input(input); // N x 3 x 32 x 32
        foreach ((string name, int channels) in Layers)
        {
            x = network.Conv(x, $"conv{name}", channels, 3, Initialization.Kaiming(channels, 3), padding: Padding.All(1), bias: true);
            x = network.Apply("Relu", x, $"ReLU{name}");
            x = name[1] == '2' ? network.MaxPool(x, $"pool{name[0]}", 2, 2) : x;
        }

        x = network.Flatten(x, "flatten"); // N x 2048
        x = network.Apply("Relu", Dense(network, x, "fc1", 512), "fc1_relu");
        return Dense(network, x, "fc2", classes, "logits");
    }

    private static Feature Dense(NetworkBuilder network, Feature x, string name, int outputs, string? output = null)
    {
        Initialization draw = Initialization.Uniform(1 / Math.Sqrt(x.Channels));
        return network.Linear(x, name, outputs, draw, draw, output);
    }
}
