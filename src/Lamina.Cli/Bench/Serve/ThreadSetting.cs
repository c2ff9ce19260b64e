using System.Globalization;

namespace Lamina.Cli.Bench.Serve;

/// <summary>How a program spends the cores: threads on one run, runs at a time, and for workers the most rows that share a run.</summary>
internal sealed record ThreadSetting(int Threads, int Runs, int MaxBatch = 1)
{
    /// <summary>Flags of <c>lamina-worker</c>.</summary>
    public string[] WorkerFlags => [.. EnclaveFlags, "--max-batch", Text(MaxBatch)];

    /// <summary>Flags of <c>lamina-enclave</c>.</summary>
    public string[] EnclaveFlags => ["--threads", Text(Threads), "--runs", Text(Runs)];

    /// <summary>What is worth trying: all cores on one run, one core on each of as many runs, and what lies between.</summary>
    /// <param name="clients">Clients at a time; a single one needs one run at a time.</param>
    /// <param name="batches">Whether sharing runs is worth trying too.</param>
    public static IReadOnlyList<ThreadSetting> Candidates(int clients, bool batches)
    {
        int cores = Environment.ProcessorCount;
        List<ThreadSetting> found = [];
        for (int runs = 1; runs <= Math.Min(cores, clients); runs *= 2)
        {
            found.Add(new ThreadSetting(Math.Max(1, cores / runs), runs));
            if (batches && clients > runs)
            {
                found.Add(new ThreadSetting(Math.Max(1, cores / runs), runs, MaxBatch: 8));
            }
        }

        return found;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Runs} x {Threads} thread{(Threads == 1 ? "" : "s")}{(MaxBatch > 1 ? $", up to {MaxBatch} rows" : "")}");

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
