using System.Net;
using Lamina.Cli.CommandLine;
using Lamina.Cli.Keys;
using Lamina.Shared.ProgramOptions;
using Lamina.Testing;

namespace Lamina.Cli.Tests.Keys;

/// <summary><c>keys serve</c> takes its options as the other servers do: flag, environment, file, default.</summary>
public sealed class KeysServeSettingsTests
{
    [Fact]
    public void Read_WordsFlagsEnvironmentAndFile_EachWinOverTheNext()
    {
        using TempFolder folder = new();
        File.WriteAllText(folder["keys.json"], """{"key": ["file.key"], "policy": "file.json", "listen": "0.0.0.0:1", "keep_hours": 2}""");
        KeysServeSettings settings = Read(["a.key", "b.key", "--config", folder["keys.json"]], ("LAMINA_POLICY", "environment.json"));
        Assert.Equal(["a.key", "b.key"], settings.Keys.Value);
        Assert.Equal("environment.json", settings.Policy.Value);
        Assert.Equal(IPEndPoint.Parse("0.0.0.0:1"), settings.Listen.Value);
        Assert.Equal(TimeSpan.FromHours(2), settings.KeepFor.Value);
        Assert.Empty(settings.Contradictions());

        settings = Read(["--config", folder["keys.json"]], ("LAMINA_KEY", "c.key,d.key"));
        Assert.Equal(["c.key", "d.key"], settings.Keys.Value);
    }

    [Fact]
    public void Read_NothingGiven_NamesWhatIsMissing()
    {
        KeysServeSettings settings = Read([]);
        Assert.Equal(2, settings.Contradictions().Count());
        Assert.Equal(IPEndPoint.Parse("127.0.0.1:8444"), settings.Listen.Value);
        Assert.Equal(TimeSpan.FromHours(24), settings.KeepFor.Value);
    }

    [Theory]
    [InlineData("--listen", "nowhere")]
    [InlineData("--keep-hours", "8761")]
    [InlineData("--keep-hours", "-1")]
    [InlineData("--unknown", "x")]
    public async Task Command_ValueThatIsNone_IsWrongUse(string flag, string value)
    {
        using StringWriter talk = new();
        Assert.Equal(ExitCode.Usage, await CommandTree.RunAsync(["keys", "serve", "a.key", "--policy", "p.json", flag, value], TextWriter.Null, talk));
        Assert.NotEmpty(talk.ToString());
    }

    [Fact]
    public async Task Command_KeyThatIsNotThere_NamesTheFile()
    {
        using TempFolder folder = new();
        using StringWriter talk = new();
        Assert.Equal(ExitCode.UnusableInput, await CommandTree.RunAsync(["keys", "serve", folder["absent.key"], "--policy", folder["absent.json"]], TextWriter.Null, talk));
        Assert.Contains("absent.key", talk.ToString(), StringComparison.Ordinal);
    }

    private static KeysServeSettings Read(string[] arguments, params (string Name, string Value)[] environment)
    {
        KeysServeSettings settings = new();
        SettingReading reading = settings.Table.Read(KeysServeSettings.Flags(arguments), name => environment.FirstOrDefault(variable => variable.Name == name).Value);
        Assert.True(reading.Outcome == SettingOutcome.Ready, reading.Text);
        return settings;
    }
}
