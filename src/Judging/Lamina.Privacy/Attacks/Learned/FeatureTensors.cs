using Lamina.Privacy.Features;
using TorchSharp;

namespace Lamina.Privacy.Attacks.Learned;

/// <summary>Between feature sets and torch's batches.</summary>
internal static class FeatureTensors
{
    /// <summary>Per exposed tensor a batch, 1 x channels x rows x columns each.</summary>
    public static IReadOnlyList<Tensor> Stack(IReadOnlyList<FeatureSet> sets) =>
        [.. Enumerable.Range(0, sets[0].Maps.Count).Select(t => Stack([.. sets.Select(set => set.Maps[t])]))];

    private static Tensor Stack(IReadOnlyList<FeatureMap> maps)
    {
        FeatureMap shape = FeatureMap.RequireOneShape(maps);
        float[] values = new float[maps.Count * shape.Values.Length];
        for (int i = 0; i < maps.Count; i++)
        {
            maps[i].Values.CopyTo(values, i * shape.Values.Length);
        }

        return torch.tensor(values).reshape(maps.Count, shape.Channels, shape.Height, shape.Width);
    }
}
