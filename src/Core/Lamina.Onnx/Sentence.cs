namespace Lamina.Onnx;

/// <summary>Makes one line of text that carries names from a file: a hostile name must neither fill the screen nor steer a terminal.</summary>
internal static class Sentence
{
    private const int MaxLength = 600;

    public static string Of(string text)
    {
        string shown = text.Length <= MaxLength ? text : string.Concat(text.AsSpan(0, MaxLength), "...");
        return shown.Any(char.IsControl) ? new string([.. shown.Select(c => char.IsControl(c) ? '?' : c)]) : shown;
    }
}
