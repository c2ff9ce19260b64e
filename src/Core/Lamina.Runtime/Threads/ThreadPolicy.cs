namespace Lamina.Runtime;

/// <summary>
/// How many threads a run may use and how many runs go on at a time: one policy for head, body, tail and whole model, in one
/// process or several.
/// </summary>
/// <remarks>
/// <para>A session owns <see cref="ThreadsPerRun"/> - 1 pool threads, shared by all its runs; each run adds the thread that called it.
/// So at most <see cref="ConcurrentRuns"/> + <see cref="ThreadsPerRun"/> - 1 threads of one session are busy (<see cref="BusyThreads"/>).
/// With one thread per run there is no pool at all.</para>
/// <para>Sessions of one process that take turns (head and tail of an enclave, the bodies of a worker) share one <see cref="RunGate"/>, so that the
/// limit holds for all of them together. Processes on one machine that pass a request on (enclave and worker) may each use all
/// cores: a request is in one of them at a time. What hurts is not the number of threads but idle ones that spin (<see cref="Spinning"/>).
/// Figures: docs/runtime.md.</para>
/// </remarks>
public sealed record ThreadPolicy
{
    /// <summary>Most threads or runs a policy may ask for.</summary>
    public const int Ceiling = 1024;

    /// <summary>Threads that work on one run, the caller's included. 1 to <see cref="Ceiling"/>; default: all processors this process may use.</summary>
    public int ThreadsPerRun { get; init; } = Environment.ProcessorCount;

    /// <summary>Runs that go on at a time; further ones wait in order. 1 to <see cref="Ceiling"/>; default 1.</summary>
    public int ConcurrentRuns { get; init; } = 1;

    /// <summary>What idle threads do. Default <see cref="Spinning.UntilRunEnds"/>.</summary>
    public Spinning Spinning { get; init; } = Spinning.UntilRunEnds;

    /// <summary>Threads of one session that can be busy at once.</summary>
    public int BusyThreads => ConcurrentRuns + ThreadsPerRun - 1;

    /// <summary>One run at a time on all cores: the shortest answer to a single client.</summary>
    /// <param name="cores">Cores to use; default: all processors this process may use.</param>
    public static ThreadPolicy Latency(int? cores = null) => new() { ThreadsPerRun = cores ?? Environment.ProcessorCount };

    /// <summary>As many runs as cores, one thread each: the most answers per second under load.</summary>
    /// <param name="cores">Cores to use; default: all processors this process may use.</param>
    public static ThreadPolicy Throughput(int? cores = null) =>
        new() { ThreadsPerRun = 1, ConcurrentRuns = cores ?? Environment.ProcessorCount };

    /// <summary>Every fault of this policy, empty if it has none.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> faults = [];
        if (ThreadsPerRun is < 1 or > Ceiling)
        {
            faults.Add($"threads per run is {ThreadsPerRun}, wanted 1 to {Ceiling}");
        }

        if (ConcurrentRuns is < 1 or > Ceiling)
        {
            faults.Add($"concurrent runs is {ConcurrentRuns}, wanted 1 to {Ceiling}");
        }

        if (!Enum.IsDefined(Spinning))
        {
            faults.Add($"spinning is {(int)Spinning}, wanted one of {string.Join(", ", Enum.GetNames<Spinning>())}");
        }

        return faults;
    }
}
