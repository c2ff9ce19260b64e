using Lamina.Testing;

namespace Lamina.Onnx.Tests;

/// <summary>The real models of the shared folder.</summary>
internal static class Models
{
    public const string Vgg16 = "vgg16-brain_mri.onnx";
    public const string ResNet50 = "resnet50_thin-moderation.onnx";
    public const string Lite0 = "efficientnet_lite0-imagenet.onnx";

    public static TheoryData<string> All => [Vgg16, ResNet50, Lite0];

    public static OnnxModel Open(string name) => OnnxModel.Open(Path(name));

    public static string Path(string name) => Tier.Shared("models", name);
}
