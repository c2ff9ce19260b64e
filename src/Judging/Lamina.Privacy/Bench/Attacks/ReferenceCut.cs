namespace Lamina.Privacy.Bench.Attacks;

/// <summary>A cut of a real trained network for which figures of another program are known.</summary>
/// <param name="Name">As it is reported and asked for.</param>
/// <param name="File">The model, in the folder of models.</param>
/// <param name="Operator">Kind of the node whose first output is exposed.</param>
/// <param name="Index">Which of that kind, in order of running, from 0.</param>
/// <param name="Goal">Mean SSIM that was reached elsewhere.</param>
internal sealed record ReferenceCut(string Name, string File, string Operator, int Index, double Goal)
{
    /// <summary>The three of <c>design.md</c> 6.</summary>
    public static IReadOnlyList<ReferenceCut> All { get; } =
    [
        new("vgg16-brain_mri block3_pool", "vgg16-brain_mri.onnx", "MaxPool", 2, 0.69),
        new("vgg16-brain_mri block4_pool", "vgg16-brain_mri.onnx", "MaxPool", 3, 0.42),
        new("efficientnet_lite0 stage of 24 channels", "efficientnet_lite0-imagenet.onnx", "Add", 0, 0.77),
    ];
}
