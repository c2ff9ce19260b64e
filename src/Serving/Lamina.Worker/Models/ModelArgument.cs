namespace Lamina.Worker.Models;

/// <summary>One <c>--model</c>: a path, and a name where one was given.</summary>
/// <param name="Name">The name, or null for the one that follows from the path.</param>
/// <param name="Path">A file or folder.</param>
internal sealed record ModelArgument(string? Name, string Path)
{
    public static string? Read(string text, out ModelArgument value)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);

        // A path may hold '=' itself: a name has no slash.
        bool named = equals > 0 && !text.AsSpan(0, equals).Contains('/');
        value = named ? new ModelArgument(text[..equals], text[(equals + 1)..]) : new ModelArgument(null, text);
        return value.Path.Length == 0 ? $"'{text}' has no path"
            : value.Name is { } name && !ModelSource.IsName(name) ? $"'{name}' cannot be a model's name: 1 to {ModelSource.MaxNameLength} visible characters without '/' were wanted"
            : null;
    }
}
