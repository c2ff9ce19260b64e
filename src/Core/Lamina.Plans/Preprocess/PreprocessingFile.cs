using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lamina.Plans.Json;

namespace Lamina.Plans.Preprocess;

/// <summary>Reads and writes <c>M.preprocess.json</c>, the file beside <c>M.onnx</c>.</summary>
public sealed record PreprocessingFile
{
    /// <summary>Largest file that is read: 16 MiB, as labels may be in it.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private const string Suffix = ".preprocess.json";

    /// <summary>What the file says, labels resolved.</summary>
    public required Preprocessing Preprocessing { get; init; }

    /// <summary>WordNet ids of the classes, the labels' order, from a labels file with that column; else null.</summary>
    public ImmutableArray<string>? Wnids { get; init; }

    /// <summary>Where the file of a model lies: <c>M.onnx</c>, <c>M.pth</c> and so on give <c>M.preprocess.json</c>.</summary>
    public static string PathBeside(string modelPath) => Path.ChangeExtension(modelPath, null) + Suffix;

    /// <summary>Reads a file and the labels file it may name (relative to it).</summary>
    /// <exception cref="PreprocessingException">The file is absent, unreadable or not valid.</exception>
    public static PreprocessingFile Read(string path) => Parse(
        BoundedFile.Read(path, MaxBytes, "preprocessing file", sentence => new PreprocessingException(sentence)),
        Path.GetDirectoryName(Path.GetFullPath(path))!);

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="utf8">All bytes of the file; a byte order mark is skipped.</param>
    /// <param name="folder">Where a labels file is looked for.</param>
    /// <exception cref="PreprocessingException">The bytes or the labels file are refused.</exception>
    public static PreprocessingFile Parse(ReadOnlySpan<byte> utf8, string folder)
    {
        PreprocessDocument document = Deserialize(utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8);
        (ImmutableArray<string>? names, ImmutableArray<string>? wnids) = ReadLabels(document.Labels, folder);
        var preprocessing = new Preprocessing
        {
            Geometry = document.Geometry,
            Tensor = document.Tensor,
            Labels = names,
            Output = document.Output,
        };
        ImmutableArray<Fault> faults = preprocessing.Validate();
        return faults.IsEmpty
            ? new PreprocessingFile { Preprocessing = preprocessing, Wnids = wnids }
            : throw new PreprocessingException(faults);
    }

    /// <summary>The bytes of a file with the labels inline; <see cref="Parse"/> gives the same preprocessing back.</summary>
    /// <exception cref="PreprocessingException">The preprocessing is not valid.</exception>
    public static byte[] Write(Preprocessing preprocessing)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        ImmutableArray<Fault> faults = preprocessing.Validate();
        return faults.IsEmpty
            ? [.. JsonSerializer.SerializeToUtf8Bytes(preprocessing, PlanJson.Default.Preprocessing), (byte)'\n']
            : throw new PreprocessingException(faults);
    }

    private static PreprocessDocument Deserialize(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, PlanJson.Default.PreprocessDocument)
                ?? throw new PreprocessingException("The preprocessing file is the JSON value null, an object was wanted.");
        }
        catch (JsonException fault)
        {
            throw new PreprocessingException(JsonSentence.From("preprocessing file", fault), fault);
        }
        catch (RegexMatchTimeoutException fault)
        {
            // System.Text.Json tries a word it does not know as a number, by an expression with a time limit that a starved machine can exceed.
            throw new PreprocessingException("The preprocessing file is not readable: a word in it is none of those that are wanted there.", fault);
        }
    }

    private static (ImmutableArray<string>? Names, ImmutableArray<string>? Wnids) ReadLabels(JsonElement? labels, string folder)
    {
        try
        {
            return Labels(labels, folder);
        }
        catch (InvalidOperationException)
        {
            // JsonElement's way of saying that a string is no Unicode text: invalid UTF-8, or half of a surrogate pair.
            throw new PreprocessingException("The preprocessing file is not readable at $.labels: a label is no Unicode text.");
        }
    }

    private static (ImmutableArray<string>? Names, ImmutableArray<string>? Wnids) Labels(JsonElement? labels, string folder)
    {
        switch (labels)
        {
            case null:
                return (null, null);
            case { ValueKind: JsonValueKind.String } file:
                LabelFile found = LabelFile.Read(file.GetString()!, folder);
                return (found.Names, found.Wnids);
            case { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String):
                return ([.. list.EnumerateArray().Select(item => item.GetString()!)], null);
            default:
                throw new PreprocessingException("The preprocessing file is not readable at $.labels: a list of names or the name of a file was wanted.");
        }
    }
}
