using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Cli.CommandLine;

/// <summary>Where a command writes: results and JSON to standard output, talk and progress to standard error.</summary>
/// <param name="output">Standard output.</param>
/// <param name="talk">Standard error.</param>
/// <param name="json">Whether results are wanted as JSON; then nothing else may go to standard output.</param>
internal sealed class Terminal(TextWriter output, TextWriter talk, bool json)
{
    /// <summary>True if <c>--json</c> was given.</summary>
    public bool Json { get; } = json;

    /// <summary>A line of the result for a person; silent with <c>--json</c>.</summary>
    public void Show(string line = "")
    {
        if (!Json)
        {
            output.WriteLine(line);
        }
    }

    /// <summary>A line of talk.</summary>
    public void Say(string line) => talk.WriteLine($"lamina: {line}");

    /// <summary>The result as one JSON document on one line; silent without <c>--json</c>.</summary>
    public void Write<T>(T result, JsonTypeInfo<T> type)
    {
        if (Json)
        {
            output.WriteLine(JsonSerializer.Serialize(result, type));
        }
    }

    /// <summary>Reports a failure on both sides.</summary>
    public void Fail(CommandFailure failure)
    {
        talk.WriteLine(failure.Where is null ? $"lamina: {failure.Message}" : $"lamina: {failure.Where}: {failure.Message}");
        try
        {
            Write(new ErrorJson(new ErrorBody(failure.Code, failure.Message, failure.Where)), TerminalJsonContext.Default.ErrorJson);
        }
        catch (OutputException)
        {
            // The object has nowhere to go; the line above is all that can be said.
        }
    }
}

/// <summary>What a failed command prints with <c>--json</c>.</summary>
internal sealed record ErrorJson(ErrorBody Error);

/// <summary>The failure itself.</summary>
internal sealed record ErrorBody(string Code, string Message, string? Where);

/// <summary>JSON of this file, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ErrorJson))]
internal sealed partial class TerminalJsonContext : JsonSerializerContext;
