using System.Collections.Immutable;

namespace Lamina.Lab.Reproducing;

/// <summary>A model on one data set, with the cuts that are looked at, first to last.</summary>
/// <param name="Data">Name of the data set: <c>imagenet</c>, <c>toniot</c>, or <c>runtime</c> for untrained graphs that are only timed.</param>
/// <param name="Model">Name of the model.</param>
/// <param name="Cuts">Labels of its cuts.</param>
/// <param name="HowToGet">What to run where its file is absent.</param>
internal sealed record EvaluationSubject(string Data, string Model, ImmutableArray<string> Cuts, string HowToGet)
{
    /// <summary>Photographs.</summary>
    public const string Photographs = "imagenet";

    /// <summary>Records as pictures.</summary>
    public const string Records = "toniot";

    /// <summary>Time alone.</summary>
    public const string Runtime = "runtime";

    private static readonly ImmutableArray<string> Vgg16 = ["features.4", "features.9", "features.16", "features.23", "features.30"];
    private static readonly ImmutableArray<string> ResNet50 = ["maxpool", "layer1.2", "layer2.3", "layer3.5", "layer4.2"];
    private static readonly ImmutableArray<string> EfficientNetB0 = ["features.1.0", "features.2.1", "features.3.1", "features.5.2", "features.7.0"];

    /// <summary>
    /// The paper's evaluation: three architectures on two data sets, a fourth network on photographs, and the full-width graphs that are
    /// timed. Cuts are the ends of the five stages of each network, one a resolution.
    /// </summary>
    public static ImmutableArray<EvaluationSubject> All { get; } =
    [
        new(Runtime, "vgg16", Vgg16, ""),
        new(Runtime, "resnet50", ResNet50, ""),
        new(Runtime, "efficientnet_b0", EfficientNetB0, ""),
        new(Photographs, "vgg16-brain_mri", ["block1_pool", "block2_pool", "block3_pool", "block4_pool", "block5_pool"], "take vgg16-brain_mri.onnx from the shared models"),
        new(Photographs, "resnet50_thin-moderation", ["max_pooling2d", "Relu_9", "Relu_21", "Relu_39", "Relu_48"], "take resnet50_thin-moderation.onnx from the shared models"),
        new(Photographs, "efficientnet_b0-photo_or_drawing", EfficientNetB0, "lamina zoo build efficientnet_b0 --classes 1 --weights efficientnet_b0-photo_or_drawing.pth -o efficientnet_b0-photo_or_drawing.onnx, and put its own .preprocess.json beside it"),
        new(Photographs, "efficientnet_lite0-imagenet", ["_blocks.0._project_conv", "_blocks.2.add", "_blocks.4.add", "_blocks.10.add", "_blocks.15._project_conv"], "take efficientnet_lite0-imagenet.onnx from the shared models"),
        new(Records, "vgg16-toniot", Vgg16, Train("vgg16")),
        new(Records, "resnet50-toniot", ResNet50, Train("resnet50")),
        new(Records, "efficientnet_b0-toniot", EfficientNetB0, Train("efficientnet_b0")),
    ];

    private static string Train(string architecture) =>
        $"lamina zoo build {architecture} --classes N --input 3xSxS -o start.onnx, then lamina train start.onnx --data TONIOT -o {architecture}-toniot.onnx";
}
