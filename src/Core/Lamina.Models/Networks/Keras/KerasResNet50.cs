using Lamina.Models.Initializing;
using Lamina.Models.Zoo;

namespace Lamina.Models.Networks.Keras;

/// <summary>
/// ResNet-50 as <c>keras.applications.ResNet50</c> ("v1"): the stride lies in the first 1x1 convolution, convolutions have a bias.
/// </summary>
internal sealed class KerasResNet50 : INetwork
{
    private const double Epsilon = 1.001e-5;

    private static readonly (int Width, int Blocks)[] Stages = [(64, 3), (128, 4), (256, 6), (512, 3)];

    public Dialect Dialect => Dialect.Keras;

    public (string Name, int Axis) Classifier => ("predictions/kernel", 1);

    public Feature Write(NetworkBuilder network, PictureShape input, int classes)
    {
        Feature x = network.Input(input); // N x 224 x 224 x 3, then N x 3 x 224 x 224
        x = Conv(network, x, "conv1_conv", 64, 7, 2, Padding.All(3)); // N x 64 x 112 x 112
        x = network.Apply("Relu", network.BatchNorm(x, "conv1_bn", Epsilon), "conv1_relu");

        // Keras pads with zeros before the pool; after a ReLU that is the pool's own padding.
        x = network.MaxPool(x, "pool1_pool", 3, 2, 1); // N x 64 x 56 x 56
        for (int stage = 0; stage < Stages.Length; stage++)
        {
            for (int block = 1; block <= Stages[stage].Blocks; block++)
            {
                x = Block(network, x, $"conv{stage + 2}_block{block}", Stages[stage].Width, stage > 0 && block == 1 ? 2 : 1, first: block == 1);
            }
        }

        x = network.Flatten(network.GlobalPool(x, "avg_pool"), "flatten"); // N x 2048
        x = network.Linear(x, "predictions", classes, Initialization.Glorot(x.Channels, classes), Initialization.Zeros);
        return network.Apply("Softmax", x, "probabilities");
    }

    private static Feature Block(NetworkBuilder network, Feature input, string name, int width, int stride, bool first)
    {
        Feature shortcut = first ? network.BatchNorm(Conv(network, input, $"{name}_0_conv", 4 * width, 1, stride), $"{name}_0_bn", Epsilon) : input;
        Feature x = Conv(network, input, $"{name}_1_conv", width, 1, stride);
        x = network.Apply("Relu", network.BatchNorm(x, $"{name}_1_bn", Epsilon), $"{name}_1_relu");
        x = Conv(network, x, $"{name}_2_conv", width, 3, 1, Padding.All(1));
        x = network.Apply("Relu", network.BatchNorm(x, $"{name}_2_bn", Epsilon), $"{name}_2_relu");
        x = network.BatchNorm(Conv(network, x, $"{name}_3_conv", 4 * width, 1, 1), $"{name}_3_bn", Epsilon);
        return network.Apply("Relu", network.Add(shortcut, x, $"{name}_add"), $"{name}_out");
    }

    private static Feature Conv(NetworkBuilder network, Feature x, string name, int channels, int kernel, int stride, Padding padding = default)
    {
        double window = (double)kernel * kernel;
        return network.Conv(x, name, channels, kernel, Initialization.Glorot(window * x.Channels, window * channels), stride, padding, bias: true);
    }
}
