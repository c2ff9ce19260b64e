using Lamina.OpenInference;

namespace Lamina.Cli.Bench.Serve;

/// <summary>One way to have the model run, started and ready. Asked by several clients at a time.</summary>
internal abstract class Contender : IAsyncDisposable
{
    /// <summary>How it spends the cores.</summary>
    public required string Setting { get; init; }

    /// <summary>True where a call holds its thread until the answer is there.</summary>
    public virtual bool Blocks => false;

    /// <summary>Programs that work for it beside this one, by name.</summary>
    public virtual IReadOnlyList<(string Name, int Id)> Programs => [];

    /// <summary>One request and its answer.</summary>
    /// <param name="input">The model's inputs.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The model's outputs.</returns>
    public abstract ValueTask<IReadOnlyList<InferTensor>> AskAsync(IReadOnlyList<InferTensor> input, CancellationToken cancellation);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
