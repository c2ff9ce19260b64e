using Lamina.Attestation.Measuring;
using Lamina.Attestation.Tests.Measuring;
using Lamina.Cli.CommandLine;
using Lamina.Testing;

namespace Lamina.Cli.Tests.Attest;

/// <summary><c>attest measure --firmware</c> on files.</summary>
public sealed class SnpMeasureTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public SnpMeasureTests()
    {
        File.WriteAllBytes(_folder["OVMF.fd"], new ImitatedFirmware().Build());
        File.WriteAllText(_folder["vmlinuz"], "kernel");
        File.WriteAllText(_folder["initramfs"], "initramfs");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Measure_Firmware_PrintsWhatTheLibraryComputes()
    {
        using StringWriter output = new();
        int code = await RunAsync(output, "--firmware", _folder["OVMF.fd"], "--kernel", _folder["vmlinuz"], "--initramfs", _folder["initramfs"], "--command-line", "console=ttyS0", "--vcpus", "3", "--vcpu-type", "EPYC-Milan", "--guest-features", "0x21");
        Assert.Equal(0, code);
        SnpLaunch launch = new()
        {
            Firmware = SnpFirmware.Parse(new ImitatedFirmware().Build(), out _)!,
            Boot = DirectBoot.Of(new MemoryStream("kernel"u8.ToArray()), new MemoryStream("initramfs"u8.ToArray()), "console=ttyS0"),
            Processors = 3,
            Signature = 0xA00F11,
            Features = 0x21,
        };
        Assert.Equal($"sev-snp measurement {Convert.ToHexStringLower(launch.Measure(out _)!)}", output.ToString().Trim());
    }

    [Theory]
    [InlineData(2, "--kernel", "vmlinuz")]
    [InlineData(2, "--vcpus", "2")]
    [InlineData(2, "--firmware", "OVMF.fd", "--initramfs", "initramfs")]
    [InlineData(2, "--firmware", "OVMF.fd", "--vcpus", "0")]
    [InlineData(2, "--firmware", "OVMF.fd", "--vcpu-type", "Opteron")]
    [InlineData(2, "--firmware", "OVMF.fd", "--guest-features", "0x20")]
    [InlineData(2, "--firmware", "OVMF.fd", "--vmm", "gce")]
    [InlineData(2, "--firmware", "OVMF.fd", "vmlinuz")]
    [InlineData(5, "--firmware", "vmlinuz")]
    [InlineData(5, "--firmware", "missing")]
    [InlineData(5, "--firmware", "OVMF.fd", "--kernel", "missing")]
    public async Task Measure_WrongUseOrFile_EndsWithItsCode(int expected, params string[] arguments) =>
        Assert.Equal(expected, await RunAsync(TextWriter.Null, [.. arguments.Select(one => File.Exists(_folder[one]) || one == "missing" ? _folder[one] : one)]));

    private static Task<int> RunAsync(TextWriter output, params string[] arguments) => CommandTree.RunAsync(["attest", "measure", .. arguments], output, TextWriter.Null);
}
