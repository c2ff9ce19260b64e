using Lamina.Models.Zoo;
using Lamina.Onnx.Cuts;

namespace Lamina.Models.Tests.Zoo;

/// <summary>Sizes that are published or were computed by others from the published architectures (batch 1, 3x224x224, 1000 classes).</summary>
public sealed class GeometryTests
{
    private const long InputElements = 3 * 224 * 224;

    // Parameters as in torchvision's documentation; multiply-accumulates as its "GFLOPS" (15.47, 4.09, 0.39).
    [Theory]
    [InlineData("vgg16", 138_357_544, 15.47)]
    [InlineData("resnet50", 25_557_032, 4.09)]
    [InlineData("efficientnet_b0", 5_288_548, 0.39)]
    public void Network_Totals_ArePublishedOnes(string name, long parameters, double gigaMacs)
    {
        Costs costs = Measure(name);
        Assert.Equal(parameters, costs.Parameters("logits"));
        Assert.Equal(gigaMacs, costs.Macs("logits") / 1e9, 0.005);
    }

    // Shape, expansion over the input, share of the multiply-accumulates in percent, share of the parameters in percent.
    [Theory]
    [InlineData("vgg16", "features.0", "1x64x224x224", 21.3, 0.6, 0.00)]
    [InlineData("vgg16", "features.4", "1x64x112x112", 5.3, 12.5, 0.03)]
    [InlineData("vgg16", "features.7", "1x128x112x112", 10.7, 30.5, 0.19)]
    [InlineData("vgg16", "features.9", "1x128x56x56", 2.7, 30.5, 0.19)]
    [InlineData("vgg16", "features.16", "1x256x28x28", 1.33, 60.3, 1.25)]
    [InlineData("vgg16", "features.28", "1x512x14x14", 0.67, 99.2, 10.6)]
    [InlineData("vgg16", "features.23", "1x512x14x14", 0.67, 90.2, 5.5)]
    [InlineData("vgg16", "features.30", "1x512x7x7", 0.17, 99.2, 10.6)]
    [InlineData("resnet50", "conv1", "1x64x112x112", 5.3, 2.9, 0.04)]
    [InlineData("resnet50", "maxpool", "1x64x56x56", 1.33, 2.9, 0.04)]
    [InlineData("resnet50", "layer1.2", "1x256x56x56", 5.3, 19.2, 0.9)]
    [InlineData("resnet50", "layer2.3", "1x512x28x28", 2.7, 44.4, 5.7)]
    [InlineData("resnet50", "layer3.5", "1x1024x14x14", 1.33, 80.2, 33.4)]
    [InlineData("resnet50", "layer4.2", "1x2048x7x7", 0.67, 99.9, 92.0)]
    [InlineData("efficientnet_b0", "features.0", "1x32x112x112", 2.7, 2.8, 0.02)]
    [InlineData("efficientnet_b0", "features.1.0", "1x16x112x112", 1.33, 5.4, 0.04)]
    [InlineData("efficientnet_b0", "features.2.1", "1x24x56x56", 0.50, 19.7, 0.4)]
    [InlineData("efficientnet_b0", "features.3.1", "1x40x28x28", 0.21, 29.5, 1.2)]
    [InlineData("efficientnet_b0", "features.4.2", "1x80x14x14", 0.10, 40.8, 5.8)]
    [InlineData("efficientnet_b0", "features.6.0", "1x192x7x7", 0.06, 68.8, 21.1)]
    public void Network_AtACut_HasTheTablesSizes(string name, string tensor, string shape, double expansion, double macs, double parameters)
    {
        Costs costs = Measure(name);
        long elements = costs.Shapes[tensor].Shape.Aggregate(1L, (product, length) => product * length);
        Assert.Equal($"float {shape}", costs.Shapes[tensor].ToString());
        Assert.Equal(expansion, (double)elements / InputElements, 0.05);
        Assert.Equal(macs, 100.0 * costs.Macs(tensor) / costs.Macs("logits"), 0.1);
        Assert.Equal(parameters, 100.0 * costs.Parameters(tensor) / costs.Parameters("logits"), 0.06);
    }

    // torchvision's exports fold batch norm and have 37 and 55; every norm on the only way is one more: the stem's alone in ResNet-50; in
    // EfficientNet-B0 the stem's, two of the first block, three of each first block of the six further stages, and the head's.
    [Theory]
    [InlineData("vgg16", 36)]
    [InlineData("resnet50", 37 + 1)]
    [InlineData("efficientnet_b0", 55 + 1 + 2 + (6 * 3) + 1)]
    public void Network_SingleTensorCuts_AreCounted(string name, int cuts)
    {
        using ZooModel zoo = Build(name);
        Assert.Equal(cuts, new CutFinder(zoo.Model.Graph).Singles.Count);
    }

    // model.summary() of Keras, statistics of batch norm included; EfficientNet's counter in its normalization is no weight of ours.
    [Theory]
    [InlineData("vgg16", 138_357_544)]
    [InlineData("resnet50", 25_636_712)]
    [InlineData("efficientnet_b0", 5_330_571 - 1)]
    public void KerasForm_Weights_AreAsManyAsKerasCounts(string name, long weights)
    {
        using ZooModel zoo = ModelZoo.Build(new ZooRequest { Architecture = ZooArchitecture.Of(name), KerasForm = true });
        Assert.Equal(weights, zoo.Model.Graph.Initializers.Where(tensor => tensor.Name != "rescaling/scale").Sum(tensor => tensor.ElementCount));
    }

    private static ZooModel Build(string name) => ModelZoo.Build(new ZooRequest { Architecture = ZooArchitecture.Of(name) });

    private static Costs Measure(string name)
    {
        if (!Measured.TryGetValue(name, out Costs? costs))
        {
            using ZooModel zoo = Build(name);
            Measured[name] = costs = new Costs(zoo.Model);
        }

        return costs;
    }

    /// <summary>One recording run per network; the tests of one class do not run at the same time.</summary>
    private static readonly Dictionary<string, Costs> Measured = [];
}
