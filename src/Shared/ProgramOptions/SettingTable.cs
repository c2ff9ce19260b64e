namespace Lamina.Shared.ProgramOptions;

/// <summary>How reading the options ended.</summary>
internal enum SettingOutcome
{
    /// <summary>All values are set.</summary>
    Ready,

    /// <summary>Help or the version was asked for; it is in <see cref="SettingReading.Text"/>.</summary>
    Asked,

    /// <summary>Faults, all of them, one a line in <see cref="SettingReading.Text"/>.</summary>
    Faulty,
}

/// <summary>The end of reading, and what to print.</summary>
internal sealed record SettingReading(SettingOutcome Outcome, string Text = "");

/// <summary>
/// The options of a server program, declared once: parsing, environment, configuration file and help all follow from the declarations.
/// Each value comes from the first of: flag, environment variable, key of the file named by <c>--config</c>, default.
/// </summary>
internal sealed class SettingTable
{
    private readonly List<Setting> _settings = [];
    private readonly List<(string Command, string What)> _examples = [];

    public SettingTable(string program, string summary)
    {
        Program = program;
        Summary = summary;
        Config = Add(new Setting<string>("config", "FILE.json", "A JSON object with any of these options as keys. An unknown key is an error.", "", "", SettingReaders.Text));
    }

    public string Program { get; }

    public string Summary { get; }

    public Setting<string> Config { get; }

    public IReadOnlyList<Setting> Settings => _settings;

    public IReadOnlyList<(string Command, string What)> Examples => _examples;

    /// <summary>Declares an option; its value is read from the returned object after <see cref="Read"/>.</summary>
    public TSetting Add<TSetting>(TSetting setting)
        where TSetting : Setting
    {
        if (_settings.Any(known => known.Name == setting.Name))
        {
            throw new ArgumentException($"The option {setting.Flag} is declared twice.", nameof(setting));
        }

        // Help shows --config last, where it explains the others.
        _settings.Insert(Math.Max(_settings.Count - 1, 0), setting);
        return setting;
    }

    /// <summary>Adds an example to help.</summary>
    public void Example(string command, string what) => _examples.Add((command, what));

    /// <summary>Reads all values, or finds all faults.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="environment">Looks a variable up; null where it is not set.</param>
    public SettingReading Read(IReadOnlyList<string> args, Func<string, string?> environment)
    {
        FlagReader.Found flags = FlagReader.Read(this, args);
        if (flags.Asked is { } asked)
        {
            return new SettingReading(SettingOutcome.Asked, asked);
        }

        var faults = new List<string>(flags.Faults);
        Take(Config, flags, ConfigFile.None, environment, faults);
        IReadOnlyDictionary<string, IReadOnlyList<string>> file = Config.Value.Length > 0 ? ConfigFile.Read(Config.Value, _settings, faults) : ConfigFile.None;
        foreach (Setting setting in _settings.Where(setting => setting != Config))
        {
            Take(setting, flags, file, environment, faults);
        }

        return faults.Count == 0
            ? new SettingReading(SettingOutcome.Ready)
            : new SettingReading(SettingOutcome.Faulty, string.Join('\n', faults));
    }

    private static void Take(
        Setting setting, FlagReader.Found flags, IReadOnlyDictionary<string, IReadOnlyList<string>> file, Func<string, string?> environment, List<string> faults)
    {
        (IReadOnlyList<string>? texts, SettingSource source, string where) =
            flags.Values.TryGetValue(setting.Name, out IReadOnlyList<string>? given) ? (given, SettingSource.Flag, setting.Flag)
            : environment(setting.Variable) is { Length: > 0 } variable ? (setting.IsList ? variable.Split(',') : [variable], SettingSource.Environment, setting.Variable)
            : file.TryGetValue(setting.Key, out given) ? (given, SettingSource.File, $"key \"{setting.Key}\"")
            : (null, SettingSource.Default, "");
        if (texts is not null && setting.Take(texts, source) is { } fault)
        {
            faults.Add($"{where}: {fault}");
        }
    }
}
