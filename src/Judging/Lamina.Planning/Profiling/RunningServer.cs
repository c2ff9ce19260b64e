using Lamina.OpenInference.Client;

namespace Lamina.Planning.Profiling;

/// <summary>A server that has all bodies and hand-off models already, such as a Triton that was given a split's repository.</summary>
/// <param name="options">How to reach it.</param>
public sealed class RunningServer(OipClientOptions options) : IBodyPlace
{
    /// <inheritdoc/>
    public Task<BodyLease> OpenAsync(IReadOnlyList<ProfileCut> cuts, CancellationToken cancellation) => Task.FromResult(new BodyLease(options));
}
