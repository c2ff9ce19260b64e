using System.Globalization;

namespace Lamina.Cli.Bench.Serve;

/// <summary>What the system says of a process's memory (<c>/proc/PID/status</c>), in bytes.</summary>
/// <param name="Peak">The most that was ever resident (<c>VmHWM</c>).</param>
/// <param name="Resident">Resident now (<c>VmRSS</c>).</param>
/// <param name="Anonymous">Of that, what belongs to no file (<c>RssAnon</c>).</param>
internal sealed record ProcessStatus(long Peak, long Resident, long Anonymous)
{
    /// <summary>Reads it.</summary>
    public static ProcessStatus Of(int process)
    {
        Dictionary<string, string> fields = File.ReadLines($"/proc/{process}/status").Select(line => line.Split(':', 2)).Where(parts => parts.Length == 2).ToDictionary(parts => parts[0], parts => parts[1].Trim());
        return new ProcessStatus(Bytes(fields["VmHWM"]), Bytes(fields["VmRSS"]), Bytes(fields["RssAnon"]));
    }

    private static long Bytes(string kibibytes) => long.Parse(kibibytes.Split(' ')[0], CultureInfo.InvariantCulture) << 10;
}
