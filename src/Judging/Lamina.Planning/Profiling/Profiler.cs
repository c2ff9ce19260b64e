using System.Diagnostics;
using Lamina.OpenInference.Client;
using Lamina.Plans.Measured;
using Lamina.Runtime;

namespace Lamina.Planning.Profiling;

/// <summary>
/// Measures what cuts cost: head and tail in this process, body and hand-off at a worker reached over the real wire. In every round each cut of a group and the
/// whole model run once, in an order that shifts from round to round, so that slow moments of the machine hit all alike.
/// </summary>
public static class Profiler
{
    /// <summary>Measures. Nothing else should run on the machine meanwhile.</summary>
    /// <param name="request">What to measure.</param>
    /// <param name="cancellation">Ends it at the next step.</param>
    /// <exception cref="ArgumentException">A number of the request is out of its range.</exception>
    /// <exception cref="InferenceException">A head, a tail or the whole model cannot be loaded or run.</exception>
    /// <exception cref="ProfileException">The worker failed.</exception>
    public static async Task<ProfileResult> MeasureAsync(ProfileRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validate();
        List<double> whole = [];
        List<CostRow> rows = [];
        ProfileCut[][] groups = [.. request.Cuts.Chunk(request.CutsAtOnce)];
        for (int group = 0; group < groups.Length; group++)
        {
            int done = group * request.Rounds;
            await MeasureGroupAsync(request, groups[group], whole, rows, round => request.Progress?.Invoke(done + round, groups.Length * request.Rounds), cancellation).ConfigureAwait(false);
        }

        return new ProfileResult { WholeMs = Spread.Of(whole), WholeRoundsMs = [.. whole], Cuts = [.. rows] };
    }

    private static async Task MeasureGroupAsync(
        ProfileRequest request, ProfileCut[] cuts, List<double> whole, List<CostRow> rows, Action<int> progress, CancellationToken cancellation)
    {
        await using BodyLease lease = await request.Bodies.OpenAsync(cuts, cancellation).ConfigureAwait(false);
        using OipClient worker = new(lease.Options);
        using RunGate gate = new(request.Threads.ConcurrentRuns);
        List<LoadedCut> loaded = [];
        Dictionary<string, TensorBuffer> input = [];
        try
        {
            foreach (ProfileCut cut in cuts)
            {
                loaded.Add(LoadedCut.Load(cut, request.Threads, gate, worker));
            }

            using Session model = Session.Load(request.WholePath, new SessionSettings { Threads = request.Threads, Gate = gate });
            input = LoadedCut.Zeros(model);
            List<RoundTimes>[] times = [.. cuts.Select(_ => new List<RoundTimes>())];
            for (int round = -request.WarmUpRounds; round < request.Rounds; round++)
            {
                await RunRoundAsync(round, loaded, model, input, times, whole, cancellation).ConfigureAwait(false);
                if (round >= 0)
                {
                    progress(round + 1);
                }
            }

            rows.AddRange(loaded.Select((cut, i) => RoundTimes.Row(cut.Cut.Tensors, times[i], cut.HeadMemoryBytes)));
        }
        finally
        {
            loaded.ForEach(cut => cut.Dispose());
            LoadedCut.Release(input);
        }
    }

    private static async Task RunRoundAsync(
        int round, List<LoadedCut> cuts, Session model, Dictionary<string, TensorBuffer> input, List<RoundTimes>[] times, List<double> whole, CancellationToken cancellation)
    {
        for (int i = 0; i <= cuts.Count; i++)
        {
            int turn = (i + Math.Abs(round)) % (cuts.Count + 1);
            if (turn < cuts.Count)
            {
                RoundTimes measured = await cuts[turn].RunAsync(cancellation).ConfigureAwait(false);
                if (round >= 0)
                {
                    times[turn].Add(measured);
                }

                continue;
            }

            long start = Stopwatch.GetTimestamp();
            model.Run(input, cancellation: cancellation).Dispose();
            if (round >= 0)
            {
                whole.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }
    }
}
