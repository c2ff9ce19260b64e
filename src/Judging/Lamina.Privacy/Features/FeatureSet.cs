namespace Lamina.Privacy.Features;

/// <summary>What the worker sees of one image: the features of every exposed tensor, in the order of the cut.</summary>
public sealed class FeatureSet
{
    /// <summary>Wraps the features.</summary>
    /// <param name="maps">One per exposed tensor, at least one. Not copied.</param>
    public FeatureSet(params IReadOnlyList<FeatureMap> maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        Maps = maps.Count > 0 ? maps : throw new ArgumentException("No features were given.", nameof(maps));
    }

    /// <summary>One per exposed tensor.</summary>
    public IReadOnlyList<FeatureMap> Maps { get; }

    /// <summary>
    /// All tensors as one map, for attacks that take one: channels side by side where all have one grid, else one vector
    /// (channels = values, height and width 1), in which positions are lost.
    /// </summary>
    public FeatureMap Joined()
    {
        if (Maps.Count == 1)
        {
            return Maps[0];
        }

        FeatureMap first = Maps[0];
        float[] all = [.. Maps.SelectMany(map => map.Values)];
        return Maps.All(map => map.Height == first.Height && map.Width == first.Width)
            ? new FeatureMap(Maps.Sum(map => map.Channels), first.Height, first.Width, all)
            : new FeatureMap(all.Length, 1, 1, all);
    }
}
