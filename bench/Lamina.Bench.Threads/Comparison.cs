using System.Diagnostics;
using System.Globalization;
using Lamina.Runtime;

namespace Lamina.Bench.Threads;

/// <summary>Runs every arrangement once per round, in turn, so that the machine's moods hit all alike; prints medians per picture and their ratio to the whole network's.</summary>
internal sealed class Comparison : IDisposable
{
    private const int PicturesPerTurn = 4;

    private readonly List<(string Name, int Clients, Action<int> Run)> _arrangements = [];
    private readonly List<IDisposable> _owned = [];

    private Comparison(string whole, string head, string body, int cores)
    {
        foreach (Spinning spinning in Enum.GetValues<Spinning>())
        {
            ThreadPolicy latency = ThreadPolicy.Latency(cores) with { Spinning = spinning };
            Add($"whole, {cores} threads, spinning {spinning}", whole, latency);
            Add($"head and body in one process, {cores} threads each, spinning {spinning}", head, latency, body);
            Part first = Own(new Part(head, latency));
            BodyProcess second = Own(new BodyProcess(body, latency));
            _arrangements.Add(($"head and body in two processes, {cores} threads each, spinning {spinning}", 1, client =>
            {
                first.Run(client);
                second.Run();
            }));
        }

        ThreadPolicy throughput = ThreadPolicy.Throughput(cores);
        Add($"whole, {cores} clients, 1 thread per run", whole, throughput);
        Add($"head and body in one process, {cores} clients, 1 thread per run", head, throughput, body);
        AddTwoProcesses(head, body, throughput);
        ThreadPolicy shared = ThreadPolicy.Latency(cores) with { ConcurrentRuns = cores };
        Add($"whole, {cores} clients, {cores} threads per run", whole, shared);
        Add($"head and body in one process, {cores} clients, {cores} threads per run", head, shared, body);
    }

    public static void Print(string whole, string head, string body, int rounds, int cores)
    {
        using Comparison comparison = new(whole, head, body, cores);
        double[][] times = [.. comparison._arrangements.Select(_ => new double[rounds])];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < times.Length; i++)
            {
                times[i][round] = comparison.Time(i);
            }
        }

        double best = times.Where((_, i) => comparison._arrangements[i] is { Clients: 1 } arrangement && arrangement.Name.StartsWith("whole", StringComparison.Ordinal)).Min(Median);
        Console.WriteLine("| arrangement | ms per picture | ratio |");
        Console.WriteLine("|---|---|---|");
        for (int i = 0; i < times.Length; i++)
        {
            double median = Median(times[i]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {comparison._arrangements[i].Name} | {median:F1} | {median / best:F2} |"));
        }
    }

    public void Dispose()
    {
        foreach (IDisposable owned in _owned)
        {
            owned.Dispose();
        }
    }

    private void Add(string name, string first, ThreadPolicy policy, string? second = null)
    {
        RunGate gate = Own(new RunGate(policy.ConcurrentRuns));
        Part[] parts = [.. new[] { first, second }.OfType<string>().Select(path => Own(new Part(path, policy, gate)))];
        _arrangements.Add((name, policy.ConcurrentRuns, client =>
        {
            foreach (Part part in parts)
            {
                part.Run(client);
            }
        }));
    }

    private void AddTwoProcesses(string head, string body, ThreadPolicy policy)
    {
        Part first = Own(new Part(head, policy));
        BodyProcess[] second = [.. Enumerable.Range(0, policy.ConcurrentRuns).Select(_ => Own(new BodyProcess(body, ThreadPolicy.Throughput(1))))];
        _arrangements.Add(($"head and body in two processes, {policy.ConcurrentRuns} clients, 1 thread per run", policy.ConcurrentRuns, client =>
        {
            first.Run(client);
            second[client].Run();
        }));
    }

    /// <summary>Milliseconds per picture of all clients together.</summary>
    private double Time(int index)
    {
        (_, int clients, Action<int> run) = _arrangements[index];
        long start = Stopwatch.GetTimestamp();
        Thread[] threads = [.. Enumerable.Range(0, clients).Select(client => new Thread(() =>
        {
            for (int picture = 0; picture < PicturesPerTurn; picture++)
            {
                run(client);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / (clients * PicturesPerTurn);
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }
}
