
namespace Lamina.Cli.Bench.Serve;

/// <summary>Makes the named results of <c>bench serve</c> out of rounds.</summary>
internal sealed class ServeFigures(ServeJob job)
{
    private readonly List<BenchResult> _results = [];
    private Interval? _worstCpu;

    /// <summary>The results so far.</summary>
    public IReadOnlyList<BenchResult> Results => _results;

    /// <summary>Adds the figures of a number of clients, while its programs still run.</summary>
    public void Add(Rounds rounds, Lineup lineup)
    {
        int clients = rounds.Clients;
        ServeGoals? goals = clients >= ServeGoals.FewestClients ? job.Goals : null;
        Ratio($"throughput_ratio_served_c{clients}", rounds.Median(round => round.Sealed.Throughput / round.Served.Throughput), goals?.Served, $"sealed ({lineup.Sealed.Setting}) over the whole model served unsealed ({lineup.Served.Setting})");
        Ratio($"throughput_ratio_inprocess_c{clients}", rounds.Median(round => round.Sealed.Throughput / round.InProcess.Throughput), goals?.InProcess, $"sealed over plain ONNX Runtime in process ({lineup.InProcess.Setting})");
        Ratio($"cpu_ratio_inprocess_c{clients}", rounds.Median(round => round.InProcess.CpuMs / round.Sealed.CpuMs), null, "processor time of plain over sealed: the throughput ratio where no processor ever idles; holds on a busy machine too");
        Figure($"throughput_sealed_c{clients}", rounds.Median(round => round.Sealed.Throughput), "1/s", lineup.Sealed.Setting);
        Figure($"throughput_served_c{clients}", rounds.Median(round => round.Served.Throughput), "1/s", lineup.Served.Setting);
        Figure($"throughput_inprocess_c{clients}", rounds.Median(round => round.InProcess.Throughput), "1/s", lineup.InProcess.Setting);
        foreach (int percent in (int[])[50, 95, 99])
        {
            double? goal = clients == 1 && percent == 50 && job.Goals is not null ? ServeGoals.AddedLatencyMs(job.ExposedMegabytes) : null;
            AtMost($"added_latency_p{percent}_ms_c{clients}", rounds.AddedLatency(percent / 100.0), goal, "ms", "sealed minus served");
        }

        Figure($"cpu_ms_per_request_sealed_c{clients}", rounds.Median(round => round.Sealed.CpuMs), "ms", "load generator, enclave and worker together");
        Figure($"cpu_ms_per_request_served_c{clients}", rounds.Median(round => round.Served.CpuMs), "ms", "load generator and worker together");
        foreach (string program in rounds.SealedPrograms)
        {
            Figure($"cpu_ms_per_request_sealed_{Snake(program)}_c{clients}", rounds.Median(round => round.Sealed.Spent[program]), "ms", "its part");
        }

        Figure($"cpu_ms_per_request_cut_c{clients}", rounds.Median(round => round.Parts.CpuMs - round.InProcess.CpuMs), "ms", "the parts in process minus the whole model: what ONNX Runtime loses at the cut, nothing carried or sealed");
        Figure($"cpu_ms_per_request_inprocess_c{clients}", rounds.Median(round => round.InProcess.CpuMs), "ms", "load generator and ONNX Runtime in it");
        _results.Add(BenchResult.Plain($"rounds_repeated_c{clients}", rounds.Repeated, "1", $"because other processes took more than {Rounds.MostDisturbed:P0} of the machine; {rounds.Disturbed} such rounds are counted"));
        Interval cpu = rounds.Median(round => round.Sealed.CpuMs - round.Served.CpuMs);
        Figure($"added_cpu_ms_per_request_c{clients}", cpu, "ms", "sealed minus served: load generator, enclave and worker together");
        _worstCpu = _worstCpu is { } worst && worst.Median > cpu.Median ? worst : cpu;
        foreach ((string name, int id) in lineup.Sealed.Programs.Concat(lineup.Served.Programs))
        {
            _results.Add(BenchResult.Plain($"peak_memory_{Snake(name)}_c{clients}", ProcessStatus.Of(id).Peak, "bytes", "VmHWM of the process"));
        }
    }

    /// <summary>Adds what does not depend on the number of clients.</summary>
    public void Finish(Lineup last)
    {
        double? goal = job.Goals is null ? null : ServeGoals.AddedCpuMs(job.ExposedMegabytes);
        AtMost("added_cpu_ms_per_request", _worstCpu!.Value, goal, "ms", "the worst of the numbers of clients measured");
        _results.Add(BenchResult.Plain("bytes_sealed_request", last.Sealed.SealedBytes.Request, "bytes", "client to enclave; one size for all"));
        _results.Add(BenchResult.Plain("bytes_sealed_answer", last.Sealed.SealedBytes.Answer, "bytes", "enclave to client; one size for all"));
        _results.Add(BenchResult.Plain("bytes_exposed", job.Plan.Body.Inputs.Sum(tensor => tensor.ByteCount()), "bytes", $"enclave to worker, at {job.Plan.Cut.Label}"));
        _results.Add(BenchResult.Plain("bytes_body_answer", job.Plan.Body.Outputs.Sum(tensor => tensor.ByteCount()), "bytes", "worker to enclave"));
    }

    private static string Snake(string name) => name.Replace(' ', '_');

    private void Ratio(string name, Interval ratio, double? goal, string detail) =>
        _results.Add(new BenchResult(name, ratio.Median, ratio.Low, ratio.High, "1", goal, goal is null || ratio.Width > ServeGoals.WidestJudged ? null : ratio.Median >= goal, detail));

    private void AtMost(string name, Interval value, double? goal, string unit, string detail) =>
        _results.Add(new BenchResult(name, value.Median, value.Low, value.High, unit, goal, goal is null ? null : value.High <= goal ? true : value.Low > goal ? false : null, detail));

    private void Figure(string name, Interval value, string unit, string detail) => AtMost(name, value, null, unit, detail);
}
