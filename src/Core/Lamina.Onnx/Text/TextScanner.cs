using System.Globalization;

namespace Lamina.Onnx.Text;

/// <summary>Cuts the textual form of a graph into words, numbers, quoted texts and signs.</summary>
internal sealed class TextScanner(string text)
{
    private int _position;

    /// <summary>Takes the sign or word if it comes next.</summary>
    public bool TryTake(string expected)
    {
        SkipSpace();
        if (string.CompareOrdinal(text, _position, expected, 0, expected.Length) != 0)
        {
            return false;
        }

        int after = _position + expected.Length;
        if (IsWord(expected[^1]) && after < text.Length && IsWord(text[after]))
        {
            return false;
        }

        _position = after;
        return true;
    }

    public void Take(string expected)
    {
        if (!TryTake(expected))
        {
            throw Refuse($"'{expected}' was wanted");
        }
    }

    /// <summary>A name: a word of letters, digits, '_' and '.', or anything in double quotes.</summary>
    public string Name()
    {
        SkipSpace();
        if (Peek() == '"')
        {
            return Quoted();
        }

        int start = _position;
        while (_position < text.Length && IsWord(text[_position]))
        {
            _position++;
        }

        return _position > start ? text[start.._position] : throw Refuse("a name was wanted");
    }

    public string Quoted()
    {
        Take("\"");
        int end = text.IndexOf('"', _position);
        if (end < 0)
        {
            throw Refuse("a quoted text does not end");
        }

        string quoted = text[_position..end];
        _position = end + 1;
        return quoted;
    }

    /// <summary>A number as written.</summary>
    public string Number()
    {
        SkipSpace();
        int start = _position;
        while (_position < text.Length && (char.IsAsciiLetterOrDigit(text[_position]) || text[_position] is '-' or '+' or '.'))
        {
            _position++;
        }

        return _position > start ? text[start.._position] : throw Refuse("a number was wanted");
    }

    public long Int() => long.TryParse(Number(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : throw Refuse("an integer was wanted");

    public double Double(string number) => double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : throw Refuse($"'{number}' is no number");

    /// <summary>Items separated by commas up to a closing sign.</summary>
    public List<T> List<T>(string close, Func<T> item)
    {
        var items = new List<T>();
        while (!TryTake(close))
        {
            if (items.Count > 0)
            {
                Take(",");
            }

            items.Add(item());
        }

        return items;
    }

    public char Peek()
    {
        SkipSpace();
        return _position < text.Length ? text[_position] : '\0';
    }

    /// <summary>Where the scanner stands, to come back to.</summary>
    public int Mark() => _position;

    public void Reset(int mark) => _position = mark;

    public FormatException Refuse(string what)
    {
        string before = text[..Math.Min(_position, text.Length)];
        int line = before.Count(c => c == '\n') + 1;
        return new FormatException($"line {line}, column {_position - before.LastIndexOf('\n')}: {what}");
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.';

    private void SkipSpace()
    {
        while (_position < text.Length && (char.IsWhiteSpace(text[_position]) || text[_position] == '#'))
        {
            if (text[_position] == '#')
            {
                int end = text.IndexOf('\n', _position);
                _position = end < 0 ? text.Length : end;
            }
            else
            {
                _position++;
            }
        }
    }
}
