namespace Lamina.Attestation.Policies;

/// <summary>What is demanded of an Intel platform's currency.</summary>
public sealed record TcbRequirement
{
    /// <summary>
    /// Statuses that <see cref="Statuses"/> may name. <c>Revoked</c> is not among them: it is refused whatever a policy says.
    /// </summary>
    public static IReadOnlyList<string> KnownStatuses { get; } =
    [
        "UpToDate", "SWHardeningNeeded", "ConfigurationNeeded", "ConfigurationAndSWHardeningNeeded", "OutOfDate", "OutOfDateConfigurationNeeded",
    ];

    /// <summary>Accepted statuses, at least one, each once.</summary>
    public required IReadOnlyList<Tolerated> Statuses { get; init; }

    /// <summary>Accepted advisories; every advisory of the platform must be among them. Null accepts any, which a policy must write out.</summary>
    public required IReadOnlyList<Tolerated>? Advisories { get; init; }

    /// <summary>Lowest accepted <c>tcbEvaluationDataNumber</c> of the collateral.</summary>
    public required int MinEvaluationNumber { get; init; }
}

/// <summary>Something a policy puts up with, for how long.</summary>
/// <param name="Name">A status or an advisory's id.</param>
/// <param name="Until">First instant at which it is no longer accepted; null is without end, which a policy writes as <c>no-expiry</c>.</param>
public sealed record Tolerated(string Name, DateTimeOffset? Until)
{
    /// <summary>True while it is accepted.</summary>
    public bool Holds(DateTimeOffset now) => Until is null || now < Until;
}
