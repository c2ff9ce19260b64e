using System.Runtime.InteropServices;
using Lamina.Models.Initializing;
using Lamina.Models.Weights;
using Lamina.Models.Zoo;
using Lamina.Onnx;

namespace Lamina.Models.Networks.Keras;

/// <summary>EfficientNet-B0 as <c>keras.applications.EfficientNetB0</c>: it takes pixels in 0..255 and normalises them itself.</summary>
/// <param name="published">
/// True for the form that belongs to Keras' published weights. They hold ImageNet's deviations in place of variances, so that form divides by their
/// square roots once more (the layer "rescaling_1").
/// </param>
internal sealed class KerasEfficientNetB0(bool published) : INetwork
{
    private const double Epsilon = 1e-3;

    private static readonly float[] Deviations = [0.229f, 0.224f, 0.225f];

    public Dialect Dialect => Dialect.Keras;

    public (string Name, int Axis) Classifier => ("predictions/kernel", 1);

    public Feature Write(NetworkBuilder network, PictureShape input, int classes)
    {
        Feature x = network.Input(input, picture => Normalise(network, picture, input.Channels)); // N x 224 x 224 x 3, then N x 3 x 224 x 224
        x = Conv(network, x, "stem_conv", EfficientNetStage.StemChannels, 3, 2, Padding.Correct(x, 3)); // N x 32 x 112 x 112
        x = network.Silu(network.BatchNorm(x, "stem_bn", Epsilon), "stem_activation");
        for (int stage = 0; stage < EfficientNetStage.B0.Length; stage++)
        {
            EfficientNetStage form = EfficientNetStage.B0[stage];
            for (int block = 0; block < form.Blocks; block++)
            {
                x = Block(network, x, $"block{stage + 1}{(char)('a' + block)}_", form, block == 0 ? form.Stride : 1);
            }
        }

        x = Conv(network, x, "top_conv", EfficientNetStage.HeadChannels, 1); // N x 1280 x 7 x 7
        x = network.Silu(network.BatchNorm(x, "top_bn", Epsilon), "top_activation");
        x = network.Flatten(network.GlobalPool(x, "avg_pool"), "flatten");
        x = network.Linear(x, "predictions", classes, Initialization.Uniform(1 / Math.Sqrt(classes)), Initialization.Zeros);
        return network.Apply("Softmax", x, "probabilities");
    }

    /// <summary>Whether a file holds the published weights, or weights trained on from them.</summary>
    public static bool IsPublished(WeightFile file)
    {
        const float Tolerance = 1e-5f;
        WeightTensor? variance = file.Find("normalization/variance");
        if (variance is not { Type: ElementType.Float, Shape: [3] })
        {
            return false;
        }

        float[] values = new float[Deviations.Length];
        using Stream stream = variance.Open();
        stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values.Zip(Deviations).All(pair => Math.Abs(pair.First - pair.Second) < Tolerance);
    }

    private string Normalise(NetworkBuilder network, string picture, int channels)
    {
        picture = network.Node("Mul", "rescaling", [picture, network.Constant("rescaling/scale", 1f / 255)]);
        picture = network.Node("Sub", "normalization/centred", [picture, network.Weight("normalization/mean", [channels], Initialization.Zeros)]);
        string deviation = network.Node("Sqrt", "normalization/deviation", [network.Weight("normalization/variance", [channels], Initialization.Ones)]);
        picture = network.Node("Div", "normalization", [picture, deviation]);
        return published
            ? network.Node("Mul", "rescaling_1", [picture, network.Constant("rescaling_1/scale", [.. Deviations.Select(value => (float)(1 / Math.Sqrt(value)))])])
            : picture;
    }

    private static Feature Block(NetworkBuilder network, Feature input, string name, EfficientNetStage form, int stride)
    {
        Feature x = input;
        int expanded = input.Channels * form.Expansion;
        if (form.Expansion > 1)
        {
            x = Conv(network, x, $"{name}expand_conv", expanded, 1);
            x = network.Silu(network.BatchNorm(x, $"{name}expand_bn", Epsilon), $"{name}expand_activation");
        }

        Padding padding = stride == 2 ? Padding.Correct(x, form.Kernel) : Padding.All(form.Kernel / 2);
        x = network.Conv(x, $"{name}dwconv", expanded, form.Kernel, Initialization.Depthwise(form.Kernel), stride, padding, groups: expanded);
        x = network.Silu(network.BatchNorm(x, $"{name}bn", Epsilon), $"{name}activation");
        x = SqueezeExcite(network, x, name, EfficientNetStage.Squeezed(input.Channels));
        x = network.BatchNorm(Conv(network, x, $"{name}project_conv", form.Channels, 1), $"{name}project_bn", Epsilon);
        return stride == 1 && input.Channels == form.Channels ? network.Add(x, input, $"{name}add") : x;
    }

    private static Feature SqueezeExcite(NetworkBuilder network, Feature x, string name, int squeezed)
    {
        Feature scale = network.GlobalPool(x, $"{name}se_squeeze");
        scale = network.Conv(scale, $"{name}se_reduce", squeezed, 1, Initialization.Kaiming(squeezed, 1), bias: true);
        scale = network.Silu(scale, $"{name}se_reduce/activation");
        scale = network.Conv(scale, $"{name}se_expand", x.Channels, 1, Initialization.Kaiming(x.Channels, 1), bias: true);
        return network.Multiply(x, network.Apply("Sigmoid", scale, $"{name}se_expand/activation"), $"{name}se_excite");
    }

    private static Feature Conv(NetworkBuilder network, Feature x, string name, int channels, int kernel, int stride = 1, Padding padding = default) =>
        network.Conv(x, name, channels, kernel, Initialization.Kaiming(channels, kernel), stride, padding);
}
