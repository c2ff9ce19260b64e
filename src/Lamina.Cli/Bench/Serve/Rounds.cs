using Lamina.OpenInference;

namespace Lamina.Cli.Bench.Serve;

/// <summary>One round: every contender asked for the same time, one after the other.</summary>
internal sealed record Round(LoadSample Sealed, LoadSample Served, LoadSample InProcess, LoadSample Parts)
{
    /// <summary>The most that other processes took of the machine in one of its slices, 0 to 1.</summary>
    public double OthersShare => new[] { Sealed, Served, InProcess, Parts }.Max(sample => sample.OthersShare);
}

/// <summary>Rounds for a number of clients. The order turns round from one to the next, so that a machine that slows down favours nobody.</summary>
internal sealed class Rounds(int clients, IReadOnlyList<Round> all, int repeated)
{
    /// <summary>A round in which other processes took more than this share of the machine is run again. What is compared has no say in it.</summary>
    public const double MostDisturbed = 0.05;

    private const int Resamples = 1000;

    /// <summary>Rounds that were run again, for each round that is wanted, before disturbed ones are counted all the same.</summary>
    private const int RepeatsPerRound = 2;

    /// <summary>Clients at a time.</summary>
    public int Clients { get; } = clients;

    /// <summary>Rounds that were run again because others used the machine.</summary>
    public int Repeated { get; } = repeated;

    /// <summary>Rounds counted although others used the machine.</summary>
    public int Disturbed { get; } = all.Count(round => round.OthersShare > MostDisturbed);

    /// <summary>Programs of the sealed way.</summary>
    public IEnumerable<string> SealedPrograms => all[0].Sealed.Spent.Keys;

    /// <summary>Runs them.</summary>
    public static async Task<Rounds> RunAsync(Lineup lineup, IReadOnlyList<IReadOnlyList<InferTensor>> inputs, int pairs, TimeSpan slice, Action<string> say, CancellationToken cancellation)
    {
        List<Round> rounds = [];
        int repeated = 0;
        while (rounds.Count < pairs)
        {
            int number = rounds.Count;
            Contender[] order = [.. lineup.All];
            if (number % 2 == 1)
            {
                Array.Reverse(order);
            }

            Dictionary<Contender, LoadSample> samples = [];
            foreach (Contender contender in order)
            {
                samples.Add(contender, await ClosedLoop.RunAsync(contender, inputs, slice, cancellation));
            }

            Round round = new(samples[lineup.Sealed], samples[lineup.Served], samples[lineup.InProcess], samples[lineup.Parts]);
            if (round.OthersShare > MostDisturbed && repeated < pairs * RepeatsPerRound)
            {
                repeated++;
                say($"{inputs.Count} clients, round {number + 1} again: other processes took {round.OthersShare:P0} of the machine");
                continue;
            }

            rounds.Add(round);
            say($"{inputs.Count} clients, round {number + 1} of {pairs}: sealed {round.Sealed.Throughput:F1}/s, served {round.Served.Throughput:F1}/s, plain {round.InProcess.Throughput:F1}/s");
        }

        return new Rounds(inputs.Count, rounds, repeated);
    }

    /// <summary>Median of a figure of each round.</summary>
    public Interval Median(Func<Round, double> figure) => Interval.OfMedian([.. all.Select(figure)]);

    /// <summary>
    /// By how many milliseconds a quantile of the sealed latencies lies above the served rival's, over all rounds; the interval resamples whole rounds,
    /// sealed and served together.
    /// </summary>
    public Interval AddedLatency(double share)
    {
        Random random = new(1);
        double[] resampled = [.. Enumerable.Range(0, Resamples).Select(_ => Added(share, [.. all.Select(_ => all[random.Next(all.Count)])])).Order()];
        return new Interval(Added(share, all), Interval.Quantile(resampled, 0.025), Interval.Quantile(resampled, 0.975));
    }

    private static double Added(double share, IReadOnlyList<Round> rounds) =>
        Interval.Quantile([.. rounds.SelectMany(round => round.Sealed.Latencies).Order()], share) - Interval.Quantile([.. rounds.SelectMany(round => round.Served.Latencies).Order()], share);
}
