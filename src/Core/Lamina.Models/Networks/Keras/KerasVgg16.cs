using Lamina.Models.Initializing;
using Lamina.Models.Zoo;

namespace Lamina.Models.Networks.Keras;

/// <summary>VGG-16 as <c>keras.applications.VGG16</c>: no adaptive pooling, and flattened row by row with channels innermost.</summary>
internal sealed class KerasVgg16 : INetwork
{
    private static readonly (int Channels, int Convolutions)[] Blocks = [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)];

    public Dialect Dialect => Dialect.Keras;

    public (string Name, int Axis) Classifier => ("predictions/kernel", 1);

    public Feature Write(NetworkBuilder network, PictureShape input, int classes)
    {
        Feature x = network.Input(input); // N x 224 x 224 x 3, then N x 3 x 224 x 224
        for (int block = 0; block < Blocks.Length; block++)
        {
            (int channels, int convolutions) = Blocks[block];
            for (int i = 1; i <= convolutions; i++)
            {
                string name = $"block{block + 1}_conv{i}";
                Initialization draw = Initialization.Glorot(9.0 * x.Channels, 9.0 * channels);
                x = network.Apply("Relu", network.Conv(x, name, channels, 3, draw, padding: Padding.All(1), bias: true), $"{name}/relu");
            }

            x = network.MaxPool(x, $"block{block + 1}_pool", 2, 2);
        }

        x = network.Flatten(x, "flatten"); // N x 25088
        x = network.Apply("Relu", Dense(network, x, "fc1", 4096), "fc1/relu");
        x = network.Apply("Relu", Dense(network, x, "fc2", 4096), "fc2/relu");
        return network.Apply("Softmax", Dense(network, x, "predictions", classes), "probabilities");
    }

    private static Feature Dense(NetworkBuilder network, Feature x, string name, int outputs) =>
        network.Linear(x, name, outputs, Initialization.Glorot(x.Channels, outputs), Initialization.Zeros);
}
