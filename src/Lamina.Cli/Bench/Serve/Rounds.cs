using Lamina.OpenInference;

namespace Lamina.Cli.Bench.Serve;

/// <summary>One round: every contender asked for the same time, one after the other.</summary>
internal sealed record Round(LoadSample Sealed, LoadSample Served, LoadSample InProcess);

/// <summary>Rounds for a number of clients. The order turns round from one to the next, so that a machine that slows down favours nobody.</summary>
internal sealed class Rounds(int clients, IReadOnlyList<Round> all)
{
    private const int Resamples = 1000;

    /// <summary>Clients at a time.</summary>
    public int Clients { get; } = clients;

    /// <summary>Runs them.</summary>
    public static async Task<Rounds> RunAsync(Lineup lineup, IReadOnlyList<IReadOnlyList<InferTensor>> inputs, int pairs, TimeSpan slice, Action<string> say, CancellationToken cancellation)
    {
        List<Round> rounds = [];
        for (int i = 0; i < pairs; i++)
        {
            Contender[] order = [lineup.Sealed, lineup.Served, lineup.InProcess];
            if (i % 2 == 1)
            {
                Array.Reverse(order);
            }

            Dictionary<Contender, LoadSample> samples = [];
            foreach (Contender contender in order)
            {
                samples.Add(contender, await ClosedLoop.RunAsync(contender, inputs, slice, cancellation));
            }

            Round round = new(samples[lineup.Sealed], samples[lineup.Served], samples[lineup.InProcess]);
            rounds.Add(round);
            say($"{inputs.Count} clients, round {i + 1} of {pairs}: sealed {round.Sealed.Throughput:F1}/s, served {round.Served.Throughput:F1}/s, plain {round.InProcess.Throughput:F1}/s");
        }

        return new Rounds(inputs.Count, rounds);
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
