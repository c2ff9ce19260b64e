using System.Diagnostics;
using System.Globalization;

namespace Lamina.Cli.Bench.Serve;

/// <summary>What the processors did up to a moment: for this program and the contender's own, and on the whole machine.</summary>
/// <param name="At">The moment.</param>
/// <param name="Programs">Processor time by program; this one is the load generator.</param>
/// <param name="Machine">Processor time of everything, of the hypervisor's other guests too; null where the system does not tell.</param>
internal sealed record ProcessorTimes(long At, IReadOnlyDictionary<string, TimeSpan> Programs, TimeSpan? Machine)
{
    /// <summary>Name of this program among the others.</summary>
    public const string LoadGenerator = "load generator";

    private const string MachineFile = "/proc/stat";
    private const double TicksPerSecond = 100;

    /// <summary>Fields of <c>/proc/stat</c> that are work: user, nice, system, interrupts of both kinds, and what the hypervisor took. Guests are in user time already.</summary>
    private static readonly int[] WorkFields = [1, 2, 3, 6, 7, 8];

    /// <summary>The times now.</summary>
    public static ProcessorTimes Of(Contender contender)
    {
        Dictionary<string, TimeSpan> programs = new() { [LoadGenerator] = Environment.CpuUsage.TotalTime };
        foreach ((string name, int id) in contender.Programs)
        {
            using Process program = Process.GetProcessById(id);
            programs.Add(name, program.TotalProcessorTime);
        }

        return new ProcessorTimes(Stopwatch.GetTimestamp(), programs, OfMachine());
    }

    /// <summary>Share of all processors that other programs used since an earlier moment.</summary>
    public double OthersShareSince(ProcessorTimes before)
    {
        if (Machine is not { } machine || before.Machine is not { } machineBefore)
        {
            return double.NaN;
        }

        TimeSpan own = TimeSpan.FromTicks(Programs.Sum(program => (program.Value - before.Programs[program.Key]).Ticks));
        TimeSpan all = Environment.ProcessorCount * Stopwatch.GetElapsedTime(before.At, At);
        return Math.Max(0, (machine - machineBefore - own) / all);
    }

    private static TimeSpan? OfMachine()
    {
        if (!File.Exists(MachineFile))
        {
            return null;
        }

        string[] fields = File.ReadLines(MachineFile).First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return TimeSpan.FromSeconds(WorkFields.Sum(field => long.Parse(fields[field], CultureInfo.InvariantCulture)) / TicksPerSecond);
    }
}
