using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Lamina.Plans.Preprocess;

/// <summary>
/// A file of class names: one name a line, or a CSV (RFC 4180) whose first line has the columns <c>index</c> and <c>name</c>,
/// and perhaps <c>wnid</c>. The indices must be 0 to n-1, in any order.
/// </summary>
internal sealed record LabelFile(ImmutableArray<string> Names, ImmutableArray<string>? Wnids)
{
    private const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>Reads a labels file.</summary>
    /// <param name="name">Path relative to <paramref name="folder"/>.</param>
    /// <param name="folder">The folder of the preprocessing file.</param>
    public static LabelFile Read(string name, string folder)
    {
        if (name.Length == 0 || name.Contains('\0') || Path.IsPathRooted(name))
        {
            throw new PreprocessingException($"The labels file '{name.Replace('\0', '?')}' must be named relative to the preprocessing file.");
        }

        byte[] bytes = BoundedFile.Read(Path.Combine(folder, name), MaxBytes, "labels file", sentence => new PreprocessingException(sentence));
        try
        {
            return Parse(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\uFEFF'), name);
        }
        catch (DecoderFallbackException fault)
        {
            throw new PreprocessingException($"The labels file '{name}' is not UTF-8 text.", fault);
        }
    }

    internal static LabelFile Parse(string text, string name)
    {
        string[] lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        string[] header = Fields(lines[0], name, 1);
        int index = Array.IndexOf(header, "index");
        int label = Array.IndexOf(header, "name");
        return index < 0 || label < 0
            ? new LabelFile([.. lines.Select(line => line.Trim())], null)
            : Table(lines, index, label, Array.IndexOf(header, "wnid"), name);
    }

    private static LabelFile Table(string[] lines, int index, int label, int wnid, string name)
    {
        var names = new string?[lines.Length - 1];
        var wnids = new string[names.Length];
        for (int line = 1; line < lines.Length; line++)
        {
            string[] fields = Fields(lines[line], name, line + 1);
            if (fields.Length <= Math.Max(index, Math.Max(label, wnid)))
            {
                throw new PreprocessingException($"The labels file '{name}' has too few columns in line {line + 1}.");
            }

            if (!int.TryParse(fields[index], NumberStyles.None, CultureInfo.InvariantCulture, out int position) || position >= names.Length || names[position] is not null)
            {
                throw new PreprocessingException($"The labels file '{name}' has the index '{fields[index]}' in line {line + 1}; each of 0 to {names.Length - 1} is wanted once.");
            }

            names[position] = fields[label];
            wnids[position] = wnid < 0 ? "" : fields[wnid];
        }

        return new LabelFile([.. names.Select(found => found!)], wnid < 0 ? null : [.. wnids]);
    }

    /// <summary>The fields of one line. Quoted fields may hold commas and doubled quotes, no line breaks: no class is called like that.</summary>
    private static string[] Fields(string line, string name, int number)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        bool quoted = false;
        for (int at = 0; at < line.Length; at++)
        {
            char c = line[at];
            if (c == '"' && quoted && at + 1 < line.Length && line[at + 1] == '"')
            {
                field.Append('"');
                at++;
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString().Trim());
                field.Clear();
            }
            else
            {
                field.Append(c);
            }
        }

        fields.Add(field.ToString().Trim());
        return quoted ? throw new PreprocessingException($"The labels file '{name}' has an open quote in line {number}.") : [.. fields];
    }
}
