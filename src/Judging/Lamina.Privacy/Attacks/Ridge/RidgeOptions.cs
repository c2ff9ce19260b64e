namespace Lamina.Privacy.Attacks.Ridge;

/// <summary>Settings of the ridge attack.</summary>
public sealed record RidgeOptions
{
    /// <summary>Side of the neighbourhood that a position's pixels are told from; odd. Default 3.</summary>
    public int Neighbourhood { get; init; } = 3;

    /// <summary>Most inputs of a position; a larger neighbourhood is made smaller until it fits. Default 1200: 10 MB of sums.</summary>
    public int MaxInputs { get; init; } = 1200;

    /// <summary>Most positions that are learned from, spread evenly over all images. Default 300,000.</summary>
    public int MaxPositions { get; init; } = 300_000;

    /// <summary>Penalties to choose from, relative to the mean of the Gram matrix's diagonal. Default 1e-6 to 1.</summary>
    public IReadOnlyList<double> Penalties { get; init; } = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1];

    /// <summary>Seed of the choice of positions. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>All faults of these settings; empty if there are none.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> faults = [];
        if (Neighbourhood is < 1 or > 15 || Neighbourhood % 2 == 0)
        {
            faults.Add($"the neighbourhood is {Neighbourhood}, an odd number of 1 to 15 was wanted");
        }

        if (MaxInputs is < 2 or > 8192)
        {
            faults.Add($"the most inputs are {MaxInputs}, 2 to 8192 were wanted");
        }

        if (MaxPositions < 1)
        {
            faults.Add($"the most positions are {MaxPositions}, at least 1 was wanted");
        }

        if (Penalties.Count == 0 || Penalties.Any(penalty => !(penalty > 0) || !double.IsFinite(penalty)))
        {
            faults.Add("penalties must be at least one positive number");
        }

        return faults;
    }
}
