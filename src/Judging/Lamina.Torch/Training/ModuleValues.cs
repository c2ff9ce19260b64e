using Lamina.Torch.Graphs;
using TorchSharp;

namespace Lamina.Torch.Training;

/// <summary>Takes all weights and statistics out of a module and puts them back.</summary>
internal static class ModuleValues
{
    /// <summary>Copies, weights first.</summary>
    public static IReadOnlyList<float[]> Copy(OnnxModule module) => [.. All(module).Select(slot => TensorConversion.ToFloats(slot.Tensor!))];

    /// <summary>Number of elements of each.</summary>
    public static IReadOnlyList<int> Lengths(OnnxModule module) => [.. All(module).Select(slot => (int)slot.Tensor!.numel())];

    /// <summary>Puts copies back.</summary>
    public static void Restore(OnnxModule module, IReadOnlyList<float[]> values)
    {
        using var noGrad = torch.no_grad();
        foreach ((Slot slot, float[] value) in All(module).Zip(values))
        {
            using var scope = torch.NewDisposeScope();
            slot.Tensor!.copy_(torch.tensor(value).reshape(slot.Tensor.shape));
        }
    }

    private static IEnumerable<Slot> All(OnnxModule module) => module.Weights.Concat(module.Statistics);
}
