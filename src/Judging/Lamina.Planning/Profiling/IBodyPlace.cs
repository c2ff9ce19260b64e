namespace Lamina.Planning.Profiling;

/// <summary>Runs bodies: a worker process of our own, or an accelerator's server somewhere else.</summary>
public interface IBodyPlace
{
    /// <summary>Makes the bodies and hand-off models of these cuts answer.</summary>
    /// <param name="cuts">The cuts of one group.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>How to reach them. Disposed when the group is measured.</returns>
    /// <exception cref="ProfileException">It cannot.</exception>
    Task<BodyLease> OpenAsync(IReadOnlyList<ProfileCut> cuts, CancellationToken cancellation);
}
