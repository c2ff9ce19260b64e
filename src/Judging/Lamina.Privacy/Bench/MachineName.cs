using System.Runtime.InteropServices;

namespace Lamina.Privacy.Bench;

/// <summary>The machine in a line: figures mean nothing without it. No host name.</summary>
public static class MachineName
{
    private const string CpuInfo = "/proc/cpuinfo";

    /// <summary>The line.</summary>
    public static string Get()
    {
        string processor = File.Exists(CpuInfo)
            ? File.ReadLines(CpuInfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown processor"
            : "unknown processor";
        return $"{processor}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}";
    }
}
