using System.Diagnostics;
using Lamina.Cli.CommandLine;
using Lamina.Onnx.Cuts;
using Lamina.Onnx.Splitting;
using Lamina.Planning.Profiling;
using Lamina.Runtime;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Cli.Profile;

/// <summary>Measures a job group by group: splits the model at the group's cuts, has the bodies served, measures, notes the results, removes the files.</summary>
internal sealed class ProfileRun(ProfileJob job, Terminal terminal)
{
    /// <summary>Weights that may be held at once in this process and as much again in the worker; a group has at least one cut.</summary>
    private const long GroupBytes = 2L << 30;

    private const int MostAtOnce = 8;

    private static readonly TimeSpan TalkEvery = TimeSpan.FromSeconds(10);

    private readonly ProfileFolder? _folder = job.Folder is null ? null : new ProfileFolder(job.Folder);

    /// <summary>Does it.</summary>
    /// <param name="overwrite">Whether results of another job may be replaced.</param>
    /// <param name="cancellation">Ends it; finished groups are kept.</param>
    /// <exception cref="CommandFailure">A set is no cut (2), the model cannot be run (5), or the worker failed.</exception>
    public async Task<ProfileJson> RunAsync(bool overwrite, CancellationToken cancellation)
    {
        ProfileJson profile = Empty();
        if (_folder is not null && !overwrite && _folder.Continue(profile) is { } begun)
        {
            profile = begun;
            terminal.Say($"continuing: {begun.Cuts.Count} of {job.Cuts.Count} cuts are measured");
        }

        if (job.Worker is not null && profile.Pending.Count > 0)
        {
            await RemoteBodies.CheckAsync(job, cancellation);
        }

        AskedCut[] left = [.. job.Cuts.Where(cut => profile.Pending.Any(tensors => tensors.SequenceEqual(cut.Tensors)))];
        int done = 0;
        long start = Stopwatch.GetTimestamp();
        foreach (AskedCut[] group in left.Chunk(AtOnce()))
        {
            int before = done;
            profile = With(profile, group, await MeasureAsync(group, share => Talk(left.Length, before + (share * group.Length), start), cancellation));
            _folder?.Save(profile);
            done += group.Length;
        }

        return profile;
    }

    private readonly Stopwatch _sinceTalk = Stopwatch.StartNew();

    private void Talk(int all, double done, long start)
    {
        if (_sinceTalk.Elapsed >= TalkEvery && done > 0)
        {
            _sinceTalk.Restart();
            TimeSpan left = Stopwatch.GetElapsedTime(start) * ((all - done) / done);
            terminal.Say($"{done:F1} of {all} cuts, about {Math.Ceiling(left.TotalSeconds):F0} s left");
        }
    }

    /// <summary>Every loaded cut holds about the whole model's weights, in part here and in part in the worker.</summary>
    private int AtOnce() => (int)Math.Clamp(GroupBytes / Math.Max(1, new FileInfo(job.ModelPath).Length), 1, MostAtOnce);

    private async Task<ProfileResult> MeasureAsync(AskedCut[] group, Action<double> progress, CancellationToken cancellation)
    {
        string work = job.Folder is null ? Directory.CreateTempSubdirectory("lamina-profile-").FullName : Path.Combine(job.Folder, "parts.unfinished");
        try
        {
            CutFiles[] files = [.. group.Select((cut, i) => Write(cut, Path.Combine(work, $"{i}")))];
            return await Profiler.MeasureAsync(
                new ProfileRequest
                {
                    WholePath = job.ModelPath,
                    Cuts = [.. files.Select(file => file.Cut)],
                    Bodies = job.Worker is null
                        ? new WorkerProcess(files.ToDictionary(file => file.Cut.BodyModel), job.Conditions.Threads, job.Conditions.Provider, job.ProviderLibrary)
                        : new RunningServer(WorkerProcess.Reach(job.Worker)),
                    Rounds = job.Conditions.Rounds,
                    WarmUpRounds = job.Conditions.WarmUpRounds,
                    Threads = ThreadPolicy.Latency(job.Conditions.Threads),
                    CutsAtOnce = group.Length,
                    Progress = (round, rounds) => progress((double)round / rounds),
                },
                cancellation);
        }
        catch (InferenceException fault)
        {
            throw fault.Failure == InferenceFailure.RunFailed
                ? new CommandFailure(ExitCode.Failed, "run-failed", fault.Message, job.ModelPath)
                : CommandFailure.Unusable(fault.Message, job.ModelPath);
        }
        catch (ProfileException fault)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new CommandFailure(ExitCode.Failed, "worker-failed", fault.Message, job.Worker?.Text);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Failed, "cannot-write", fault.Message, work);
        }
        finally
        {
            if (Directory.Exists(work))
            {
                Directory.Delete(work, recursive: true);
            }
        }
    }

    private CutFiles Write(AskedCut cut, string folder) =>
        CutFiles.TryWrite(job.Model, job.ModelSha256, new SplitRequest { Cut = cut.Tensors, TailCut = cut.TailCut, Recorded = job.Recorded }, folder, out CutFiles? files, out CutRefusal? refusal)
            ? files
            : throw new CommandFailure(ExitCode.Usage, "not-a-cut", refusal.ToString(), job.ModelPath);

    private ProfileJson Empty() => new()
    {
        Model = new ProfiledModelJson(Path.GetFileName(job.ModelPath), Convert.ToHexStringLower(job.ModelSha256)),
        Conditions = job.Conditions,
        WholeRoundsMs = [],
        Cuts = [],
        Pending = [.. job.Cuts.Select(cut => cut.Tensors)],
    };

    /// <summary>What was measured before and now, in the order asked for.</summary>
    private ProfileJson With(ProfileJson profile, AskedCut[] group, ProfileResult result)
    {
        IEnumerable<(IReadOnlyList<string> Tensors, CutCostJson Cost)> added = group.Zip(result.Cuts, (cut, row) => (cut.Tensors, CutCostJson.Of(cut.Label, row with { Tensors = [.. cut.Tensors] })));
        Dictionary<string, CutCostJson> costs = profile.Cuts.Select(cut => (cut.Tensors, Cost: cut)).Concat(added).ToDictionary(pair => string.Join('\0', pair.Tensors), pair => pair.Cost);
        double[] rounds = [.. profile.WholeRoundsMs, .. result.WholeRoundsMs.Select(time => Math.Round(time, 4))];
        Spread whole = Spread.Of(rounds);
        return profile with
        {
            WholeRoundsMs = rounds,
            WholeMs = whole.Median,
            WholeMsP25 = whole.P25,
            WholeMsP75 = whole.P75,
            Cuts = [.. job.Cuts.Select(cut => costs.GetValueOrDefault(string.Join('\0', cut.Tensors))).OfType<CutCostJson>()],
            Pending = [.. job.Cuts.Select(cut => cut.Tensors).Where(tensors => !costs.ContainsKey(string.Join('\0', tensors)))],
        };
    }
}
