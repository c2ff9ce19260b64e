using System.Net;
using Lamina.Init.Boot;
using Lamina.Init.Linux;

namespace Lamina.Init.Tests;

/// <summary>The kernel's command line: what is taken, and what ends the machine.</summary>
public sealed class BootSettingsTests
{
    private const string Digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private const string Good = $"console=ttyS0 lamina.plan={Digest} lamina.from=http://10.0.2.2:8080/ lamina.address=10.0.2.15/24 lamina.worker=10.0.2.2:8001 panic=-1\n";

    [Fact]
    public void Parse_AllThatMustBeSaid_GivesItAndTheDefaults()
    {
        BootSettings settings = BootSettings.Parse(Good);
        Assert.Equal(Digest, settings.Plan.ToString());
        Assert.Equal(new Uri("http://10.0.2.2:8080/"), settings.From);
        Assert.Equal((IPAddress.Parse("10.0.2.15"), 24), (settings.Address, settings.NetworkBits));
        Assert.Equal(("eth0", null), (settings.Device, settings.Gateway));
        Assert.Equal(["--worker", "10.0.2.2:8001", "--listen", "0.0.0.0:8443", "--tee", "auto"], settings.EnclaveOptions);
    }

    [Fact]
    public void Parse_AllThatMayBeSaid_ReachesDeviceAndEnclave()
    {
        BootSettings settings = BootSettings.Parse(Good + " lamina.gateway=10.0.2.2 lamina.device=ens3 lamina.listen=10.0.2.15:443 lamina.tee=simulated lamina.accept-verdict=unjudged");
        Assert.Equal((IPAddress.Parse("10.0.2.2"), "ens3"), (settings.Gateway, settings.Device));
        Assert.Equal(["--worker", "10.0.2.2:8001", "--listen", "10.0.2.15:443", "--tee", "simulated", "--accept-verdict", "unjudged"], settings.EnclaveOptions);
    }

    [Theory]
    [InlineData("lamina.plan")]
    [InlineData("lamina.from")]
    [InlineData("lamina.address")]
    [InlineData("lamina.worker")]
    public void Parse_OneMissing_IsRefusedByName(string name)
    {
        string line = string.Join(' ', Good.Split(' ').Where(word => !word.StartsWith(name, StringComparison.Ordinal)));
        Assert.Contains(name, Assert.Throws<BootException>(() => BootSettings.Parse(line)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lamina.shell=/bin/sh")]
    [InlineData("lamina.=x")]
    [InlineData("lamina.gateway")]
    [InlineData("lamina.gateway=")]
    [InlineData("lamina.gateway=10.0.2")]
    [InlineData("lamina.gateway=gateway.example")]
    [InlineData("lamina.gateway=::1")]
    [InlineData("lamina.device=../../etc")]
    [InlineData("lamina.device=abcdefghijklmnop")]
    [InlineData("lamina.worker=10.0.2.3:8001")]
    public void Parse_UnknownRepeatedOrOdd_IsRefused(string word) => Assert.Throws<BootException>(() => BootSettings.Parse(Good.TrimEnd() + " " + word));

    [Theory]
    [InlineData("lamina.plan=", "00")]
    [InlineData("lamina.from=", "https://10.0.2.2/")]
    [InlineData("lamina.from=", "file:///plan/")]
    [InlineData("lamina.from=", "http://10.0.2.2/plan")]
    [InlineData("lamina.from=", "http://10.0.2.2/?a/")]
    [InlineData("lamina.address=", "10.0.2.15")]
    [InlineData("lamina.address=", "10.0.2.15/0")]
    [InlineData("lamina.address=", "10.0.2.15/33")]
    [InlineData("lamina.address=", "10.0.2.15/24/24")]
    [InlineData("lamina.address=", "fe80::1/64")]
    public void Parse_NotWhatItMustBe_IsRefused(string name, string value)
    {
        string line = string.Join(' ', Good.Split(' ').Select(word => word.StartsWith(name, StringComparison.Ordinal) ? name + value : word));
        Assert.Throws<BootException>(() => BootSettings.Parse(line));
    }

    [Fact]
    public void Parse_TooLong_IsRefused() => Assert.Throws<BootException>(() => BootSettings.Parse(Good + new string('x', 4096)));

    [Theory]
    [InlineData(1, "128.0.0.0")]
    [InlineData(24, "255.255.255.0")]
    [InlineData(32, "255.255.255.255")]
    public void Mask_OfBits_IsTheAddress(int bits, string expected) => Assert.Equal(expected, Network.Mask(bits).ToString());
}
