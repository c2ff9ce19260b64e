using System.Diagnostics;
using Lamina.OpenInference;

namespace Lamina.Cli.Bench.Serve;

/// <summary>What one slice of load showed.</summary>
/// <param name="Throughput">Answers per second.</param>
/// <param name="Latencies">Milliseconds of every request.</param>
/// <param name="CpuMs">Processor milliseconds of one request, this process and all programs together.</param>
internal sealed record LoadSample(double Throughput, IReadOnlyList<double> Latencies, double CpuMs);

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
        TimeSpan before = Cpu(contender);
        long started = Stopwatch.GetTimestamp();
        long end = started + (long)(duration.TotalSeconds * Stopwatch.Frequency);

        // A call that holds its thread gets one of its own; the pool would start them one by one.
        TaskCreationOptions thread = contender.Blocks ? TaskCreationOptions.LongRunning : TaskCreationOptions.None;
        Task<(List<double> Latencies, double Rate)>[] clients = [.. inputs.Select(input =>
            Task.Factory.StartNew(() => AskUntilAsync(contender, input, started, end, cancellation), cancellation, thread, TaskScheduler.Default).Unwrap())];
        (List<double> Latencies, double Rate)[] done = await Task.WhenAll(clients);
        List<double> latencies = [.. done.SelectMany(client => client.Latencies)];
        return new LoadSample(done.Sum(client => client.Rate), latencies, (Cpu(contender) - before).TotalMilliseconds / latencies.Count);
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

    private static TimeSpan Cpu(Contender contender)
    {
        TimeSpan sum = Environment.CpuUsage.TotalTime;
        foreach ((_, int id) in contender.Programs)
        {
            using Process program = Process.GetProcessById(id);
            sum += program.TotalProcessorTime;
        }

        return sum;
    }
}
