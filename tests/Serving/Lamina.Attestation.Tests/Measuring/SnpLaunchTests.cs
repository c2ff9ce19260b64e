using Lamina.Attestation.Measuring;

namespace Lamina.Attestation.Tests.Measuring;

/// <summary>
/// The launch measurement against values that two independent tools publish in their own tests: the Rust crate virtee/sev
/// (tests/measurement.rs) and virtee/sev-snp-measure (tests/test_guest.py), which agree. Their firmware is the last page of an
/// edk2 AmdSev build; they publish the digest after its pages, and everything that follows is computed here.
/// </summary>
public sealed class SnpLaunchTests
{
    private const string AfterFirmware = "086e2e9149ebf45abdc3445fba5b2da8270bdbb04094d7a2c37faaa4b24af3aa16aff8c374c2a55c467a50da6d466b74";
    private const string CommandLine = "console=ttyS0 loglevel=7";

    [Theory]
    [InlineData(0x1, 1, "", "ddc5224521617a536ee7ce9dd6224d1b58a8d4fda1c741f3ac99fc4bfa04ba6e9fc98646d4a07a9079397fa3852819b5")]
    [InlineData(0x21, 1, "", "329c8ce0972ae52343b64d34a434a86f245dfd74f5ed7aae15d22efc78fb9683632b9b50e4e1d7fa41179ef98a7ef198")]
    [InlineData(0x1, 1, CommandLine, "6d287813eb5222d770f75005c664e34c204f385ce832cc2ce7d0d6f354454362f390ef83a92046c042e706363b4b08fa")]
    [InlineData(0x21, 1, CommandLine, "803f691094946e42068aaa3a8f9e26a5c89f36f7b73ecfb28c653360fe4b3aba7e534442e7e1e17895dfe778d0228977")]
    [InlineData(0x1, 4, "", "5061fffb019493a903613d56d54b94912a1a2f9e4502385f5c194616753720a92441310ba6c4933de877c36e23046ad5")]
    [InlineData(0x21, 4, "", "4953b1fb416fa874980e8442b3706d345926d5f38879134e00813c5d7abcbe78eafe7b422907be0b4698e2414a631942")]
    [InlineData(0x1, 1, null, "19358ba9a7615534a9a1e2f0dfc29384dcd4dcb7062ff9c6013b26869a5fc6ecabe033c48dd6f6db5d6d76e7c5df632d")]
    [InlineData(0x21, 1, null, "e1e1ca029dd7973ab9513295be68198472dcd4fc834bd9af9b63f6e8a1674dbf281a9278a4a2ebe0eed9f22adbcd0e2b")]
    public void Measure_PublishedLaunchByQemu_GivesTheToolsValue(ulong features, int processors, string? commandLine, string expected) =>
        Assert.Equal(expected, Measure(Launch(features, processors, commandLine, SnpVmm.Qemu)));

    [Theory]
    [InlineData(0x1, "7d3756157c805bf6adf617064c8552e8c1688fa1c8756f11cbf56ba5d25c9270fb69c0505c1cbe1c5c66c0e34c6ed3be")]
    [InlineData(0x21, "6ae80856486b1396af8c82a40351d6ed76a20c785e9c7fa4ffa27c22d5d6313b4b3b458cd3c9968e6f89fb5d8450d7a6")]
    public void Measure_PublishedLaunchByEc2_GivesTheToolsValue(ulong features, string expected) =>
        Assert.Equal(expected, Measure(Launch(features, 1, "", SnpVmm.Ec2)));

    [Fact]
    public void Measure_AnyPartChanged_GivesAnotherValue()
    {
        SnpLaunch launch = Launch(1, 2, CommandLine, SnpVmm.Qemu);
        byte[] image = new ImitatedFirmware().Build();
        image[5000] ^= 1;
        SnpLaunch[] others =
        [
            launch with { Firmware = Firmware(image) },
            launch with { Boot = Boot("console=ttyS0 loglevel=6") },
            launch with { Boot = launch.Boot! with { Kernel = new byte[32] } },
            launch with { Boot = launch.Boot! with { Initramfs = new byte[32] } },
            launch with { Processors = 3 },
            launch with { Signature = 0xA00F11 },
            launch with { Features = 0x21 },
            launch with { Vmm = SnpVmm.Ec2 },
        ];
        string[] values = [.. others.Append(launch).Select(one => Convert.ToHexString(one.Measure(out _)!))];
        Assert.Equal(values.Length, values.Distinct().Count());
    }

    [Fact]
    public void Measure_FirmwarePages_AreHashedOneByOneUpTo4GiB()
    {
        // The chain over an image is that over its pages, each at its own address.
        byte[] image = new ImitatedFirmware { Length = 12288 }.Build();
        LaunchChain chain = new([]);
        for (int at = 0; at < image.Length; at += 4096) chain.AddContent(0x100000000UL - 12288 + (ulong)at, image.AsSpan(at, 4096));
        SnpLaunch launch = Launch(1, 1, "", SnpVmm.Qemu) with { Firmware = Firmware(image) };
        Assert.Equal(launch.Measure(chain, out _), launch.Measure(out _));
    }

    [Fact]
    public void Measure_KernelWithoutAPageForItsHash_IsRefused()
    {
        SnpFirmware firmware = Firmware(new ImitatedFirmware { Sections = [(0x800000, 0x9000, ImitatedFirmware.Zero)] }.Build());
        Assert.False(firmware.MeasuresKernel);
        Assert.Null((Launch(1, 1, "", SnpVmm.Qemu) with { Firmware = firmware }).Measure(out string? fault));
        Assert.Contains("AmdSev", fault, StringComparison.Ordinal);
        Assert.NotNull((Launch(1, 1, null, SnpVmm.Qemu) with { Firmware = firmware }).Measure(out _));
    }

    [Theory]
    [InlineData(0x810F60u)]
    [InlineData(0x80FFFFu)]
    [InlineData(0u)]
    [InlineData(uint.MaxValue)]
    public void Measure_TableOfHashesOutsideOfItsPage_IsRefused(uint address)
    {
        SnpLaunch launch = Launch(1, 1, "", SnpVmm.Qemu) with { Firmware = Firmware(new ImitatedFirmware { HashTable = address }.Build()) };
        Assert.Null(launch.Measure(out string? fault));
        Assert.Contains("outside of its page", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Measure_WhatCannotBeStarted_IsRefusedWithASentence()
    {
        SnpLaunch launch = Launch(1, 2, "", SnpVmm.Qemu);
        SnpLaunch[] impossible =
        [
            launch with { Processors = 0 },
            launch with { Processors = SnpLaunch.MaxProcessors + 1 },
            launch with { Features = 0x20 },
            launch with { Firmware = Firmware(new ImitatedFirmware { Reset = null }.Build()) },
        ];
        Assert.All(impossible, one => Assert.True(one.Measure(out string? fault) is null && fault is { Length: > 10 }));
    }

    [Theory]
    [InlineData("EPYC", 0x800F12u)]
    [InlineData("EPYC-v4", 0x800F12u)]
    [InlineData("epyc-milan-v2", 0xA00F11u)]
    [InlineData("EPYC-Genoa", 0xA10F10u)]
    [InlineData("0xb00f00", 0xB00F00u)]
    public void Signature_Known_IsFound(string name, uint expected)
    {
        Assert.True(ProcessorSignature.TryParse(name, out uint signature));
        Assert.Equal(expected, signature);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-v4")]
    [InlineData("EPYC-vx")]
    [InlineData("Opteron")]
    [InlineData("0x")]
    [InlineData("0x1800f12ff")]
    public void Signature_Unknown_IsRefused(string? name) => Assert.False(ProcessorSignature.TryParse(name, out _));

    private static SnpLaunch Launch(ulong features, int processors, string? commandLine, SnpVmm vmm) => new()
    {
        Firmware = Firmware(new ImitatedFirmware().Build()),
        Boot = commandLine is null ? null : Boot(commandLine),
        Processors = processors,
        Features = features,
        Vmm = vmm,
    };

    private static DirectBoot Boot(string commandLine) => DirectBoot.Of(Stream.Null, Stream.Null, commandLine);

    private static SnpFirmware Firmware(byte[] image) => SnpFirmware.Parse(image, out string? fault) ?? throw new InvalidOperationException(fault);

    private static string Measure(SnpLaunch launch) => Convert.ToHexStringLower(launch.Measure(new LaunchChain(Convert.FromHexString(AfterFirmware)), out _)!);
}
