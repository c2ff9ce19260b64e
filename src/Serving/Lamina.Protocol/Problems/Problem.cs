using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lamina.Protocol.Problems;

/// <summary>A problem document (RFC 9457). Sealed for the client except for the ones of <see cref="HostProblems"/>.</summary>
/// <param name="Type">A URI that names the problem; stable.</param>
/// <param name="Title">One sentence about this type of problem.</param>
/// <param name="Status">The HTTP status, 400 to 599.</param>
public sealed record Problem(string Type, string Title, int Status)
{
    /// <summary>One sentence about this occurrence, at most 512 characters; never content, never a peer's own words.</summary>
    /// <exception cref="ArgumentException">It is longer: answers of a plan have one size, and every problem must fit.</exception>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Detail
    {
        get;
        init => field = value is { Length: > MaximumDetail } ? throw new ArgumentException($"A detail has at most {MaximumDetail} characters.", nameof(value)) : value;
    }

    /// <summary>The step of docs/architecture.md at which it failed, 4 to 8, if it is one of those.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Step { get; init; }

    /// <summary>Who failed: <c>client</c>, <c>enclave</c> or <c>worker</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Party { get; init; }

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
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return null;
        }
    }
}
