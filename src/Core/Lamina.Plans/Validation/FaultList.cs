using System.Collections.Immutable;

namespace Lamina.Plans.Validation;

/// <summary>Collects faults. A hostile file with a million of them is told of the first hundred.</summary>
internal sealed class FaultList
{
    private const int Ceiling = 100;
    private const int MaxText = 2048;

    private readonly List<Fault> _faults = [];

    public ImmutableArray<Fault> ToImmutable() => [.. _faults];

    public void Add(string path, string sentence)
    {
        if (_faults.Count < Ceiling)
        {
            _faults.Add(new Fault(path, sentence));
        }
    }

    public void Require(bool condition, string path, string sentence)
    {
        if (!condition)
        {
            Add(path, sentence);
        }
    }

    /// <summary>A text for people: not empty, without control characters, of bounded length.</summary>
    public void Text(string path, string? text)
    {
        Require(!string.IsNullOrWhiteSpace(text), path, "A text was wanted, found an empty one.");
        Require(text is null || text.Length <= MaxText, path, $"A text of at most {MaxText} characters was wanted, found {text?.Length}.");
        Require(text is null || !text.Any(char.IsControl), path, "A text without control characters was wanted.");
    }

    /// <summary>A name for machines: lower case, digits, hyphen, underscore.</summary>
    public void Identifier(string path, string name) => Require(
        name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-'),
        path,
        "A name of 1 to 64 lower-case letters, digits, '_' and '-' was wanted.");

    public void Finite(string path, double value) => Require(double.IsFinite(value), path, "A finite number was wanted.");

    public void NotNegative(string path, double value) =>
        Require(double.IsFinite(value) && value >= 0, path, "A finite number of at least 0 was wanted.");

    public void AtLeast(string path, long value, long least) => Require(value >= least, path, $"At least {least} was wanted, found {value}.");

    public void Share(string path, double value) => Require(value is >= 0 and <= 1, path, "A share in 0 to 1 was wanted.");

    /// <summary>A list of bounded length.</summary>
    public void Count(string path, int count, int least, int most) =>
        Require(count >= least && count <= most, path, $"{least} to {most} entries were wanted, found {count}.");
}
