using System.Globalization;

namespace Lamina.Cli.Bench.Serve;

/// <summary>How a program spends the cores: threads on one run, runs at a time, and for workers the most rows that share a run.</summary>
internal sealed record ThreadSetting(int Threads, int Runs, int MaxBatch = 1)
{
    private const int Most = 1024;

    /// <summary>Flags of <c>lamina-worker</c>.</summary>
    public string[] WorkerFlags => [.. EnclaveFlags, "--max-batch", Text(MaxBatch)];

    /// <summary>Flags of <c>lamina-enclave</c>.</summary>
    public string[] EnclaveFlags => ["--threads", Text(Threads), "--runs", Text(Runs)];

    /// <summary>Reads <c>RUNSxTHREADS</c> or <c>RUNSxTHREADSxROWS</c>, each 1 to 1024.</summary>
    /// <returns>Null if it is no such text.</returns>
    public static ThreadSetting? Parse(string text)
    {
        int[] numbers = [.. text.Split('x').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0)];
        return numbers.Length is 2 or 3 && numbers.All(number => number is >= 1 and <= Most) ? new ThreadSetting(numbers[1], numbers[0], numbers.Length == 3 ? numbers[2] : 1) : null;
    }

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
