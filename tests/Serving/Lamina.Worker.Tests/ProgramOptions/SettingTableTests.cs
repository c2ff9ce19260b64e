using Lamina.Shared.ProgramOptions;
using Lamina.Testing;

namespace Lamina.Worker.Tests.ProgramOptions;

public sealed class SettingTableTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _environment = [];
    private readonly SettingTable _table = new("prog", "does things.");
    private readonly Setting<int> _count;
    private readonly ListSetting<string> _names;
    private readonly Setting<bool> _fast;

    public SettingTableTests()
    {
        _count = _table.Add(new Setting<int>("max-count", "N", "How many.", 5, "5", SettingReaders.Integer(1, 99)));
        _names = _table.Add(new ListSetting<string>("name", "NAME", "A name.", ["a"], "a", SettingReaders.Text));
        _fast = _table.Add(new Setting<bool>("fast", "", "Hurry.", false, "", SettingReaders.Switch));
        _table.Example("prog --fast", "Fast.");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "", "", 5, SettingSource.Default)]
    [InlineData("", "", "7", 7, SettingSource.File)]
    [InlineData("", "8", "7", 8, SettingSource.Environment)]
    [InlineData("9", "8", "7", 9, SettingSource.Flag)]
    [InlineData("9", "", "", 9, SettingSource.Flag)]
    public void Value_FromSeveralSources_IsTheStrongest(string flag, string variable, string file, int value, object source)
    {
        _environment["LAMINA_MAX_COUNT"] = variable;
        string[] args = [.. flag.Length > 0 ? (string[])["--max-count", flag] : [], .. file.Length > 0 ? (string[])["--config", Config($$"""{"max_count": {{file}}}""")] : []];
        Ready(args);
        Assert.Equal((value, source), (_count.Value, (object)_count.Source));
    }

    [Fact]
    public void List_OfEverySource_IsReadWhole()
    {
        Ready("--name", "x", "--name=y");
        Assert.Equal(["x", "y"], _names.Value);
        _environment["LAMINA_NAME"] = "p,q";
        Ready();
        Assert.Equal(["p", "q"], _names.Value);
        _environment.Clear();
        Ready("--config", Config("""{"name": ["m", "n"]}"""));
        Assert.Equal(["m", "n"], _names.Value);
        Ready("--config", Config("""{"name": "single"}"""));
        Assert.Equal(["single"], _names.Value);
    }

    [Theory]
    [InlineData("--fast", null, true)]
    [InlineData("", "true", true)]
    [InlineData("", "0", false)]
    public void Switch_StandsAloneOrSaysIt(string flag, string? variable, bool value)
    {
        _environment["LAMINA_FAST"] = variable ?? "";
        Ready(flag.Length > 0 ? [flag] : []);
        Assert.Equal(value, _fast.Value);
    }

    [Fact]
    public void Config_ItsPath_MayComeFromTheEnvironment()
    {
        _environment["LAMINA_CONFIG"] = Config("""{"fast": true}""");
        Ready();
        Assert.True(_fast.Value);
    }

    [Fact]
    public void Faults_OfAllSources_AreSaidAtOnce()
    {
        _environment["LAMINA_FAST"] = "maybe";
        string faults = Faulty("--max-count", "100", "--nope", "--config", Config("""{"nam": 1, "name": [{}]}"""));
        Assert.Contains("--max-count: '100' is no whole number from 1 to 99", faults, StringComparison.Ordinal);
        Assert.Contains("'--nope'", faults, StringComparison.Ordinal);
        Assert.Contains("LAMINA_FAST: 'maybe' is neither true nor false", faults, StringComparison.Ordinal);
        Assert.Contains("unknown key \"nam\"", faults, StringComparison.Ordinal);
        Assert.Contains("key \"name\" holds something other", faults, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--max-count")]
    [InlineData("--max-count", "1", "--max-count", "2")]
    [InlineData("stray")]
    [InlineData("--name=")]
    [InlineData("--fast", "maybe")]
    [InlineData("--max-coun", "1")]
    public void Flags_ThatCannotBeMeant_AreFaults(params string[] args) => Assert.NotEmpty(Faulty(args));

    [Theory]
    [InlineData("[]", "a JSON object was wanted")]
    [InlineData("{", "no valid JSON")]
    [InlineData("""{"max_count": 1, "max_count": 2}""", "no valid JSON")]
    [InlineData("""{"max_count": [1, 2]}""", "2 are given")]
    [InlineData("""{"max-count": 1}""", "unknown key")]
    [InlineData("""{"config": "other.json"}""", "unknown key")]
    public void Config_ThatCannotBeMeant_IsAFault(string json, string reason) =>
        Assert.Contains(reason, Faulty("--config", Config(json)), StringComparison.Ordinal);

    [Fact]
    public void Config_Missing_IsAFault() => Assert.Contains("cannot be read", Faulty("--config", _folder["none.json"]), StringComparison.Ordinal);

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("--help", "--nope")]
    public void Help_NamesEveryOptionItsVariableAndKey(params string[] args)
    {
        SettingReading reading = _table.Read(args, _ => null);
        Assert.Equal(SettingOutcome.Asked, reading.Outcome);
        foreach (string part in (string[])["prog: does things.", "--max-count N", "How many. Default: 5.", "LAMINA_MAX_COUNT, \"max_count\"", "May be given several times", "--config FILE.json", "prog --fast"])
        {
            Assert.Contains(part, reading.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Option_DeclaredTwice_IsAMistake() =>
        Assert.Throws<ArgumentException>(() => _table.Add(new Setting<bool>("fast", "", "", false, "", SettingReaders.Switch)));

    private void Ready(params string[] args)
    {
        SettingReading reading = Read(args);
        Assert.True(reading.Outcome == SettingOutcome.Ready, reading.Text);
    }

    private string Faulty(params string[] args)
    {
        SettingReading reading = Read(args);
        Assert.Equal(SettingOutcome.Faulty, reading.Outcome);
        return reading.Text;
    }

    private SettingReading Read(string[] args) => _table.Read(args, name => _environment.GetValueOrDefault(name));

    private string Config(string json)
    {
        string path = _folder["config.json"];
        File.WriteAllText(path, json);
        return path;
    }
}
