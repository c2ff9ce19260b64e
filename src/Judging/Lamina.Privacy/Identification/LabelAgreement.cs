namespace Lamina.Privacy.Identification;

/// <summary>Whether a classifier that is not the target gives a reconstruction the label it gives the victim.</summary>
public static class LabelAgreement
{
    /// <summary>1 per victim where both labels are equal, else 0.</summary>
    /// <param name="victims">The classifier's labels of the victims.</param>
    /// <param name="reconstructions">Its labels of the reconstructions, in the same order.</param>
    /// <exception cref="ArgumentException">Counts differ.</exception>
    public static double[] Of(IReadOnlyList<int> victims, IReadOnlyList<int> reconstructions)
    {
        ArgumentNullException.ThrowIfNull(victims);
        ArgumentNullException.ThrowIfNull(reconstructions);
        return victims.Count == reconstructions.Count
            ? [.. victims.Zip(reconstructions, (victim, reconstruction) => victim == reconstruction ? 1.0 : 0.0)]
            : throw new ArgumentException($"{reconstructions.Count} labels of reconstructions were given for {victims.Count} victims.", nameof(reconstructions));
    }
}
