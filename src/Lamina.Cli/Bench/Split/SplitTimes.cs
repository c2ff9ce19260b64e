using System.Diagnostics;
using Lamina.Cli.CommandLine;
using Lamina.Cli.Processes;
using Lamina.Cli.Split;
using Lamina.Onnx;
using Lamina.Onnx.Cuts;
using Lamina.Onnx.Splitting;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Cli.Bench.Split;

/// <summary>
/// Times of rounds: the copy and the three ways to split, in an order that shifts from round to round. Before each, what the one before wrote is removed, everything dirty is
/// written out, and the source is read once, so that all find the same.
/// </summary>
internal sealed class SplitTimes(string model, IReadOnlyList<string> cut, string label, string folder)
{
    /// <summary>Seconds of <c>cp --reflink=never</c>.</summary>
    public List<double> Copy { get; } = [];

    /// <summary>Seconds of writing the parts.</summary>
    public List<double> Parts { get; } = [];

    /// <summary>Seconds of writing parts and plan.</summary>
    public List<double> Plan { get; } = [];

    /// <summary>Seconds of the command.</summary>
    public List<double> Command { get; } = [];

    /// <summary>Most bytes that the command held at once.</summary>
    public long PeakMemory { get; private set; }

    /// <summary>Runs each once.</summary>
    public void Round(int round)
    {
        (List<double> Times, Action<string> Run)[] ways = [(Copy, CopyFile), (Parts, WriteParts), (Plan, WritePlan), (Command, RunCommand)];
        for (int i = 0; i < ways.Length; i++)
        {
            (List<double> times, Action<string> run) = ways[(i + round) % ways.Length];
            string target = Path.Combine(folder, "out");
            Prepare(target);
            long start = Stopwatch.GetTimestamp();
            run(target);
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
    }

    private void Prepare(string target)
    {
        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: true);
        }

        Directory.CreateDirectory(target);
        ChildMemory.Sync();
        using FileStream source = File.OpenRead(model);
        source.CopyTo(Stream.Null, 1 << 20);
    }

    private void CopyFile(string target) => Run("cp", ["--reflink=never", model, Path.Combine(target, "copy.onnx")]);

    private void WriteParts(string target)
    {
        using OnnxModel whole = ModelFile.Open(model);
        if (!GraphSplitter.TrySplit(whole, new SplitRequest { Cut = cut }, out ModelParts? parts, out CutRefusal? refusal))
        {
            throw new CommandFailure(ExitCode.Usage, "not-a-cut", refusal.ToString(), model);
        }

        parts.Save(target);
    }

    private void WritePlan(string target)
    {
        using OnnxModel whole = ModelFile.Open(model);
        SplitWork.Run(new SplitJob { ModelPath = model, Model = whole, Cut = cut, Label = label, Folder = target, CreatedBy = "lamina bench split" });
    }

    private void RunCommand(string target)
    {
        Run(ProgramFiles.Find("lamina"), ["split", model, "--at", string.Join(',', cut), "-o", target]);
        PeakMemory = ChildMemory.Peak();
    }

    private static void Run(string program, string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> talk = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new CommandFailure(ExitCode.Failed, "child-failed", $"{Path.GetFileName(program)} ended with exit code {process.ExitCode}: {talk.Result.Trim()}");
        }
    }
}
