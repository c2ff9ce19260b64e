namespace Lamina.OpenInference.Server;

/// <summary>How often something happened and how long it took in all.</summary>
/// <param name="Count">Number of times.</param>
/// <param name="Time">Sum of durations.</param>
public readonly record struct Duration(long Count, TimeSpan Time);

/// <summary>Runs of one batch size.</summary>
/// <param name="BatchSize">Rows per run.</param>
/// <param name="Infer">Runs and their time.</param>
public sealed record BatchCounts(int BatchSize, Duration Infer);

/// <summary>A snapshot of what a model has done since the start.</summary>
public sealed record ModelCounts
{
    /// <summary>Nothing yet.</summary>
    public static ModelCounts Empty { get; } = new();

    /// <summary>When the last request was answered; null before the first.</summary>
    public DateTimeOffset? LastInference { get; init; }

    /// <summary>Rows answered.</summary>
    public long Rows { get; init; }

    /// <summary>Runs of the model.</summary>
    public long Runs { get; init; }

    /// <summary>Requests answered, from arrival to answer.</summary>
    public Duration Success { get; init; }

    /// <summary>Requests refused or failed.</summary>
    public Duration Failure { get; init; }

    /// <summary>Waits in the queue.</summary>
    public Duration Queue { get; init; }

    /// <summary>Joining of requests into a batch.</summary>
    public Duration Input { get; init; }

    /// <summary>Runs of the model, once per request that shared one.</summary>
    public Duration Infer { get; init; }

    /// <summary>Cutting of a batch into answers.</summary>
    public Duration Output { get; init; }

    /// <summary>Runs by batch size.</summary>
    public IReadOnlyList<BatchCounts> Batches { get; init; } = [];
}
