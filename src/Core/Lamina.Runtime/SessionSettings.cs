namespace Lamina.Runtime;

/// <summary>How a <see cref="Session"/> runs its graph. The defaults suit a single session that answers one client at a time.</summary>
public sealed record SessionSettings
{
    /// <summary>Threads and concurrent runs. Default: one run at a time on all cores.</summary>
    public ThreadPolicy Threads { get; init; } = new();

    /// <summary>
    /// The gate this session shares with others of the process; it then replaces <see cref="ThreadPolicy.ConcurrentRuns"/>.
    /// Default null: the session has a gate of its own. The gate is the caller's to dispose, after the sessions.
    /// </summary>
    public RunGate? Gate { get; init; }

    /// <summary>How far the graph is rewritten at load. Default <see cref="GraphOptimization.All"/>.</summary>
    public GraphOptimization Optimization { get; init; } = GraphOptimization.All;

    /// <summary>Where the graph runs. Default: the processor.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Cpu;

    /// <summary>
    /// Keep intermediate tensors in an arena between runs. Default true. False returns each to the allocator as soon as it is
    /// dead: slower (a few percent), less memory between runs.
    /// </summary>
    public bool Arena { get; init; } = true;

    /// <summary>Give the arena's unused regions back to the system after every run. Default false; needs <see cref="Arena"/>.</summary>
    public bool ShrinkArenaAfterRun { get; init; }

    /// <summary>
    /// Ask providers for deterministic kernels. Default false. The processor's kernels are deterministic for a fixed number of
    /// threads either way; accelerators may be slower with it.
    /// </summary>
    public bool Deterministic { get; init; }

    /// <summary>Every fault of these settings, empty if they have none.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> faults = [.. Threads.Validate(), .. Provider.Validate()];
        if (!Enum.IsDefined(Optimization))
        {
            faults.Add($"graph optimization is {(int)Optimization}, wanted one of {string.Join(", ", Enum.GetNames<GraphOptimization>())}");
        }

        if (ShrinkArenaAfterRun && !Arena)
        {
            faults.Add("shrinking the arena after a run was asked for, but the arena is off");
        }

        return faults;
    }
}
