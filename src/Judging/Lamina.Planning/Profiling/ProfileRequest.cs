using Lamina.Runtime;

namespace Lamina.Planning.Profiling;

/// <summary>What to measure, and how carefully.</summary>
public sealed record ProfileRequest
{
    /// <summary>Path of the whole model, measured in the same rounds as the anchor of all comparisons.</summary>
    public required string WholePath { get; init; }

    /// <summary>The cuts, at least one.</summary>
    public required IReadOnlyList<ProfileCut> Cuts { get; init; }

    /// <summary>Where bodies run.</summary>
    public required IBodyPlace Bodies { get; init; }

    /// <summary>Measured rounds; in each every cut is run once. 3 to 10,000; default 21.</summary>
    public int Rounds { get; init; } = 21;

    /// <summary>Rounds before those that are thrown away. 1 to 1,000; default 3.</summary>
    public int WarmUpRounds { get; init; } = 3;

    /// <summary>Threads of head, tail and whole. Default: one run at a time on all cores.</summary>
    public ThreadPolicy Threads { get; init; } = ThreadPolicy.Latency();

    /// <summary>
    /// Most cuts that are loaded and measured together; more are measured in groups, each with the whole model among them. Default 8: every loaded cut
    /// holds about the whole model's weights, in part here and in part in the worker.
    /// </summary>
    public int CutsAtOnce { get; init; } = 8;

    /// <summary>Called after every round with rounds done and rounds in all. Default none.</summary>
    public Action<int, int>? Progress { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfZero(Cuts.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(Rounds, 3);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Rounds, 10_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(WarmUpRounds, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(WarmUpRounds, 1_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(CutsAtOnce, 1);
    }
}
