using System.Diagnostics;
using Lamina.OpenInference;

namespace Lamina.Cli.Bench.Serve;

/// <summary>What one slice of load showed.</summary>
/// <param name="Throughput">Answers per second.</param>
/// <param name="Latencies">Milliseconds of every request.</param>
/// <param name="Spent">Processor milliseconds of one request, by program.</param>
/// <param name="OthersShare">Share of the machine's processors that went to processes that had no part in it, 0 to 1; not a number where the system does not tell.</param>
internal sealed record LoadSample(double Throughput, IReadOnlyList<double> Latencies, IReadOnlyDictionary<string, double> Spent, double OthersShare)
{
    /// <summary>Processor milliseconds of one request, this process and all programs together.</summary>
    public double CpuMs => Spent.Values.Sum();
}

/// <summary>Clients that each ask again as soon as they have their answer.</summary>
internal static class ClosedLoop
{
    /// <summary>Asks for a while.</summary>
    /// <param name="contender">Who is asked.</param>
    /// <param name="inputs">What each client asks.</param>
    /// <param name="duration">How long; requests under way at the end are finished and counted.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<LoadSample> RunAsync(Contender contender, IReadOnlyList<IReadOnlyList<InferTensor>> inputs, TimeSpan duration, CancellationToken cancellation)
    {
        ProcessorTimes before = ProcessorTimes.Of(contender);
        long started = Stopwatch.GetTimestamp();
        long end = started + (long)(duration.TotalSeconds * Stopwatch.Frequency);

        // A call that holds its thread gets one of its own; the pool would start them one by one.
        TaskCreationOptions thread = contender.Blocks ? TaskCreationOptions.LongRunning : TaskCreationOptions.None;
        Task<(List<double> Latencies, double Rate)>[] clients = [.. inputs.Select(input =>
            Task.Factory.StartNew(() => AskUntilAsync(contender, input, started, end, cancellation), cancellation, thread, TaskScheduler.Default).Unwrap())];
        (List<double> Latencies, double Rate)[] done = await Task.WhenAll(clients);
        List<double> latencies = [.. done.SelectMany(client => client.Latencies)];
        ProcessorTimes after = ProcessorTimes.Of(contender);
        Dictionary<string, double> spent = after.Programs.ToDictionary(program => program.Key, program => (program.Value - before.Programs[program.Key]).TotalMilliseconds / latencies.Count);
        return new LoadSample(done.Sum(client => client.Rate), latencies, spent, after.OthersShareSince(before));
    }

    /// <summary>A client's own rate ends with its own last answer, so that no request is counted in part.</summary>
    private static async Task<(List<double> Latencies, double Rate)> AskUntilAsync(Contender contender, IReadOnlyList<InferTensor> input, long started, long end, CancellationToken cancellation)
    {
        List<double> latencies = [];
        long now = started;
        do
        {
            long asked = Stopwatch.GetTimestamp();
            await contender.AskAsync(input, cancellation).ConfigureAwait(false);
            now = Stopwatch.GetTimestamp();
            latencies.Add(Stopwatch.GetElapsedTime(asked, now).TotalMilliseconds);
        }
        while (now < end);

        return (latencies, latencies.Count / Stopwatch.GetElapsedTime(started, now).TotalSeconds);
    }
}
