namespace Lamina.Lab.Attacks;

/// <summary>Which pictures a judgement is to be made on.</summary>
internal sealed record ImageRequest
{
    /// <summary>The adversary's pictures, and the victims' where they are not apart.</summary>
    public required string Data { get; init; }

    /// <summary>The victims' pictures, where they are apart.</summary>
    public string? Victims { get; init; }

    /// <summary>Pictures of the adversary's at most.</summary>
    public required int Images { get; init; }

    /// <summary>Victims at most.</summary>
    public required int VictimImages { get; init; }

    /// <summary>Further victims at most, on which a search chooses; 0 for none.</summary>
    public int SearchImages { get; init; }

    /// <summary>Victims of either kind as a share of all pictures at most, where they come from one source.</summary>
    public double LargestShare { get; init; } = 0.25;

    /// <summary>True where the adversary has no pictures: it learns from synthetic ones, and all that are given are victims.</summary>
    public bool Synthetic { get; init; }

    /// <summary>Deals the roles.</summary>
    public long Seed { get; init; } = 1;
}
