using Lamina.OpenInference.Client;

namespace Lamina.Planning.Profiling;

/// <summary>Bodies that answer until this is disposed.</summary>
/// <param name="options">How to reach them.</param>
/// <param name="close">Ends what was started for them; null if nothing was.</param>
public sealed class BodyLease(OipClientOptions options, Func<ValueTask>? close = null) : IAsyncDisposable
{
    /// <summary>How to reach them.</summary>
    public OipClientOptions Options { get; } = options;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => close?.Invoke() ?? ValueTask.CompletedTask;
}
