using Lamina.Models.Initializing;
using Lamina.Models.Zoo;

namespace Lamina.Models.Networks.Torchvision;

/// <summary>VGG-16, configuration D of Simonyan and Zisserman 2014 (arXiv 1409.1556), as torchvision's <c>vgg16</c>. 138.36 million parameters.</summary>
internal sealed class Vgg16 : INetwork
{
    private const int Pool = 0;

    private static readonly int[] Layers = [64, 64, Pool, 128, 128, Pool, 256, 256, 256, Pool, 512, 512, 512, Pool, 512, 512, 512, Pool];

    public Dialect Dialect => Dialect.Torch;

    public (string Name, int Axis) Classifier => ("classifier.6.weight", 0);

    public Feature Write(NetworkBuilder network, PictureShape input, int classes)
    {
        Feature x = network.Input(input); // N x 3 x 224 x 224
        int index = 0;
        foreach (int channels in Layers)
        {
            if (channels == Pool)
            {
                x = network.MaxPool(x, $"features.{index++}", 2, 2);
                continue;
            }

            x = network.Conv(x, $"features.{index++}", channels, 3, Initialization.Kaiming(channels, 3), padding: Padding.All(1), bias: true);
            x = network.Apply("Relu", x, $"features.{index++}");
        }

        x = network.AdaptivePool(x, "avgpool", 7); // N x 512 x 7 x 7
        x = network.Flatten(x, "flatten"); // N x 25088
        x = network.Apply("Relu", Dense(network, x, "classifier.0", 4096), "classifier.1");
        x = network.Apply("Relu", Dense(network, x, "classifier.3", 4096), "classifier.4");
        return Dense(network, x, "classifier.6", classes, "logits");
    }

    private static Feature Dense(NetworkBuilder network, Feature x, string name, int outputs, string? output = null) =>
        network.Linear(x, name, outputs, Initialization.Normal(0.01), Initialization.Zeros, output);
}
