namespace Lamina.Attestation.Json;

/// <summary>The faults of one file, gathered so that its author sees all of them at once.</summary>
internal sealed class JsonFaults
{
    private readonly List<string> _faults = [];

    /// <summary>Every fault, as "where: what".</summary>
    public IReadOnlyList<string> All => _faults;

    /// <summary>False once a value was missing or unreadable: the rules between values would then complain of what is not there.</summary>
    public bool ValuesReadable { get; private set; } = true;

    public void Add(string where, string what)
    {
        ValuesReadable = false;
        AddHarmless(where, what);
    }

    /// <summary>A fault that leaves every value readable, such as a surplus key.</summary>
    public void AddHarmless(string where, string what) => _faults.Add(JsonSentence.Shown($"{(where.Length == 0 ? "file" : where)}: {what}"));

    public void AddRange(IEnumerable<string> faults) => _faults.AddRange(faults);
}
