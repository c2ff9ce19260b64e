using System.Collections.Immutable;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Runs;

/// <summary>One piece of work, whose result is kept as soon as it is there.</summary>
internal abstract class RunStep(PieceKey key)
{
    /// <summary>What it makes.</summary>
    public PieceKey Key => key;

    /// <summary>Largest part of a limited run's whole time that it may take.</summary>
    public double Share { get; init; } = 0.1;

    /// <summary>True for work that ends at its limit by itself, with what it has; other work is cancelled then and leaves nothing.</summary>
    public virtual bool EndsInTime => false;

    /// <summary>What it would be made of now; see <see cref="Piece.Inputs"/>. Nothing for most.</summary>
    public virtual ImmutableArray<string> Inputs(PieceStore store) => [];

    /// <summary>Does the work.</summary>
    /// <param name="context">Images, features, store.</param>
    /// <param name="limit">Time it may take; null for no limit.</param>
    /// <param name="cancellation">Ends it; what it needs to go on is written first.</param>
    /// <returns>The result; null where it cannot be had, for want of what it is made of.</returns>
    public abstract Piece? Run(RunContext context, TimeSpan? limit, CancellationToken cancellation);

    /// <summary>A result of this step.</summary>
    protected Piece Result(RunContext context, ImmutableDictionary<Metric, ImmutableArray<double>> scores, bool finished = true) => new()
    {
        Subject = context.Subject.Digest,
        Key = key,
        Scores = scores.ToImmutableSortedDictionary(score => score.Key.Name, score => score.Value, StringComparer.Ordinal),
        Finished = finished,
        Inputs = Inputs(context.Store),
    };

    /// <summary>Pieces as inputs.</summary>
    protected static ImmutableArray<string> Stamps(PieceStore store, IEnumerable<PieceKey> keys) =>
        [.. keys.Select(input => $"{input.Name} {store.Find(input)?.Stamp() ?? "missing"}")];
}
