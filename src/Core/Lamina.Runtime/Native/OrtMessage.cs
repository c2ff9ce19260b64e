using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;

namespace Lamina.Runtime;

/// <summary>Makes one sentence of what ONNX Runtime throws: no error code, no source path, no C++ signature, no stack.</summary>
internal static partial class OrtMessage
{
    private const int Longest = 320;

    public static string Of(Exception exception)
    {
        string text = exception.Message;
        if (exception is OnnxRuntimeException)
        {
            text = Codes().Replace(text, "");
            text = LongLocation().Replace(text, "");
            text = ShortLocation().Replace(text, "");
            text = AtNode().Replace(text, "node '$2' ($1): ");
            Match missing = MissingFile().Match(text);
            text = missing.Success ? $"its external data '{missing.Groups[1].Value}' was not given" : text;
        }

        int end = text.AsSpan().IndexOfAny('\n', '\r');
        text = (end < 0 ? text : text[..end]).Trim().TrimEnd('.', ' ').Replace(". ", "; ", StringComparison.Ordinal);
        return text.Length <= Longest ? text : string.Concat(text.AsSpan(0, text.LastIndexOf(' ', Longest)), " ...");
    }

    [GeneratedRegex(@"\[ErrorCode:\w+\]\s*|\[ONNXRuntimeError\] : \d+ : \w+ : ")]
    private static partial Regex Codes();

    // "/onnxruntime_src/.../model.cc:179 onnxruntime::Model::Model(const Foo&, int) const ", up to the end of the signature.
    [GeneratedRegex(@"/\S+\.(?:cc|h|cpp|hpp):\d+ [^()]*\(.*?\)(?: const)?(?: \[with [^\]]*\])?\s+")]
    private static partial Regex LongLocation();

    // "graph.cc:4447 NameOfFunction "
    [GeneratedRegex(@"\S+\.(?:cc|h|cpp|hpp):\d+ \w+ ")]
    private static partial Regex ShortLocation();

    [GeneratedRegex(@"Non-zero status code returned while running (\w+) node\. Name:'(.*?)' Status Message: ")]
    private static partial Regex AtNode();

    [GeneratedRegex("External data path does not exist: \"" + ExternalFiles.Nowhere + "/([^\"]*)\"")]
    private static partial Regex MissingFile();
}
