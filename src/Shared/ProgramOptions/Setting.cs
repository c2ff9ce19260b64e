namespace Lamina.Shared.ProgramOptions;

/// <summary>Where a value came from, weakest first.</summary>
internal enum SettingSource
{
    Default,
    File,
    Environment,
    Flag,
}

/// <summary>Reads one value.</summary>
/// <returns>What is wrong with the text, or null.</returns>
internal delegate string? SettingReader<T>(string text, out T value);

/// <summary>One declared option: a flag, an environment variable and a key of the configuration file.</summary>
internal abstract class Setting(string name, string placeholder, string help, string defaultText)
{
    /// <summary>The flag without its dashes, such as <c>max-batch</c>.</summary>
    public string Name { get; } = name;

    /// <summary>What stands for the value in help; empty for a switch.</summary>
    public string Placeholder { get; } = placeholder;

    /// <summary>What it does, as a sentence or two.</summary>
    public string Help { get; } = help;

    /// <summary>The default as help shows it; empty for none.</summary>
    public string DefaultText { get; } = defaultText;

    public string Flag => $"--{Name}";

    public string Key => Name.Replace('-', '_');

    public string Variable => $"LAMINA_{Key.ToUpperInvariant()}";

    /// <summary>Where the value came from.</summary>
    public SettingSource Source { get; private set; }

    /// <summary>Whether the option may be given several times.</summary>
    public virtual bool IsList => false;

    /// <summary>Takes the texts of one source, or says what is wrong with them.</summary>
    public string? Take(IReadOnlyList<string> texts, SettingSource source)
    {
        Source = source;
        return !IsList && texts.Count != 1 ? $"one value was wanted, {texts.Count} are given" : Assign(texts);
    }

    protected abstract string? Assign(IReadOnlyList<string> texts);
}

/// <summary>An option with one value.</summary>
internal sealed class Setting<T>(string name, string placeholder, string help, T fallback, string defaultText, SettingReader<T> read)
    : Setting(name, placeholder, help, defaultText)
{
    public T Value { get; private set; } = fallback;

    protected override string? Assign(IReadOnlyList<string> texts)
    {
        string? fault = read(texts[0], out T value);
        Value = fault is null ? value : Value;
        return fault;
    }
}

/// <summary>An option that may be given several times; the strongest source that gives it gives all of it.</summary>
internal sealed class ListSetting<T>(string name, string placeholder, string help, IReadOnlyList<T> fallback, string defaultText, SettingReader<T> read)
    : Setting(name, placeholder, help, defaultText)
{
    public IReadOnlyList<T> Value { get; private set; } = fallback;

    public override bool IsList => true;

    protected override string? Assign(IReadOnlyList<string> texts)
    {
        var values = new List<T>(texts.Count);
        foreach (string text in texts)
        {
            if (read(text, out T value) is { } fault)
            {
                return fault;
            }

            values.Add(value);
        }

        Value = values;
        return null;
    }
}
