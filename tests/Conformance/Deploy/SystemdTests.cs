using System.Diagnostics;
using System.Globalization;
using Lamina.Testing;

namespace Lamina.Conformance.Tests.Deploy;

/// <summary>The units as systemd itself judges them.</summary>
public sealed class SystemdTests
{
    private const string Install = "apt-get install systemd";

    public static TheoryData<string> Units => ["lamina-worker.service", "lamina-enclave.service"];

    [Theory]
    [MemberData(nameof(Units))]
    public async Task Unit_Verified_HasNoFault(string unit)
    {
        using TempFolder folder = new();
        (int code, string output) = await VerifyAsync(folder, unit, text => text);
        Assert.True(code == 0 && output.Length == 0, output);
    }

    [Theory]
    [MemberData(nameof(Units))]
    public async Task Unit_WithAMisspeltOption_IsFound(string unit)
    {
        using TempFolder folder = new();
        (_, string output) = await VerifyAsync(folder, unit, text => text.Replace("ProtectHome", "ProtectHoem", StringComparison.Ordinal));
        Assert.Contains("ProtectHoem", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lamina-worker.service", 1.5)]
    [InlineData("lamina-enclave.service", 2.5)]
    public async Task Unit_Exposure_StaysLow(string unit, double most)
    {
        (_, string output) = await RunAsync("security", "--offline=true", "--no-pager", Checkout.Path("deploy", "systemd", unit));
        string last = output.Trim().Split('\n')[^1];
        double exposure = double.Parse(last.Split(':')[1].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.True(exposure <= most, last);
    }

    /// <summary>The programs are not installed here; what is started is replaced by one that is.</summary>
    private static Task<(int Code, string Output)> VerifyAsync(TempFolder folder, string unit, Func<string, string> change)
    {
        string text = change(File.ReadAllText(Checkout.Path("deploy", "systemd", unit)));
        File.WriteAllText(folder[unit], string.Join('\n', text.Split('\n').Select(line => line.StartsWith("ExecStart=", StringComparison.Ordinal) ? "ExecStart=/bin/true" : line.StartsWith("Documentation=", StringComparison.Ordinal) ? "" : line)));
        return RunAsync("verify", "--man=no", folder[unit]);
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        ProcessStartInfo start = new(Tier.Tool("systemd-analyze", Install)) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["LC_ALL"] = "C.UTF-8";
        using Process process = Process.Start(start)!;
        Task<string> talk = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await talk);
    }
}
