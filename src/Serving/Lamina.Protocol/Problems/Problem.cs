using System.Text.Json;
using System.Text.Json.Serialization;
using Lamina.Attestation.Json;

namespace Lamina.Protocol.Problems;

/// <summary>A problem document (RFC 9457). Sealed for the client except for the ones of <see cref="HostProblems"/>.</summary>
/// <param name="Type">A URI that names the problem; stable.</param>
/// <param name="Title">One sentence about this type of problem.</param>
/// <param name="Status">The HTTP status, 400 to 599.</param>
/// <remarks>
/// A document may be a stranger's, and its sentences end up in logs and on terminals: characters that a terminal obeys or that end a line are
/// shown as <c>?</c>.
/// </remarks>
public sealed record Problem(string Type, string Title, int Status)
{
    // All three are written out, in the order of the document.

    /// <summary>A URI that names the problem; stable.</summary>
    public string Type { get; init; } = Type;

    /// <summary>One sentence about this type of problem.</summary>
    public string Title { get; init => field = Shown(value)!; } = Shown(Title)!;

    /// <summary>The HTTP status, 400 to 599.</summary>
    public int Status { get; init; } = Status;

    /// <summary>
    /// One sentence about this occurrence; never content, never a peer's own words. What is longer than
    /// <see cref="MaximumDetail"/> characters is cut: answers of a plan have one size, and every problem must fit.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Detail
    {
        get;
        init => field = Shown(value is { Length: > MaximumDetail } ? value[..MaximumDetail] : value);
    }

    /// <summary>The number of the step at which it failed, as docs/protocol.md section 2 numbers them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Step { get; init; }

    /// <summary>Who failed: <c>client</c>, <c>enclave</c>, <c>network</c> or <c>worker</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Party { get; init => field = Shown(value); }

    /// <summary>Prefix of the problem types that this protocol defines.</summary>
    public const string TypePrefix = "urn:lamina:problem:";

    /// <summary>Characters that a detail has at most.</summary>
    public const int MaximumDetail = 512;

    /// <summary>Longer documents are refused.</summary>
    public const int MaximumBytes = 16 << 10;

    /// <summary>The document as UTF-8 JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ProblemJson.Default.Problem);

    /// <summary>Reads a document; null if the bytes are none. Unknown members are ignored, as RFC 9457 section 3.2 demands.</summary>
    public static Problem? FromJson(ReadOnlySpan<byte> json)
    {
        try
        {
            return json.Length <= MaximumBytes && JsonSerializer.Deserialize(json, ProblemJson.Default.Problem) is { Type: not null, Title: not null } problem ? problem : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Null stays null: a document whose title is null is told apart by <see cref="FromJson"/>.</summary>
    private static string? Shown(string? text) => text is null ? null : JsonSentence.Shown(text);
}
