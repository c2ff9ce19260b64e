using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lamina.Protocol.Problems;

/// <summary>A problem document (RFC 9457). Sealed for the client except for the ones of <see cref="HostProblems"/>.</summary>
/// <param name="Type">A URI that names the problem; stable.</param>
/// <param name="Title">One sentence about this type of problem.</param>
/// <param name="Status">The HTTP status, 400 to 599.</param>
public sealed record Problem(string Type, string Title, int Status)
{
    /// <summary>
    /// One sentence about this occurrence; never content, never a peer's own words. What is longer than
    /// <see cref="MaximumDetail"/> characters is cut: answers of a plan have one size, and every problem must fit.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Detail
    {
        get;
        init => field = value is { Length: > MaximumDetail } ? value[..MaximumDetail] : value;
    }

    /// <summary>The number of the step at which it failed, as docs/protocol.md section 2 numbers them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Step { get; init; }

    /// <summary>Who failed: <c>client</c>, <c>enclave</c>, <c>network</c> or <c>worker</c>.</summary>
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
        catch (JsonException)
        {
            return null;
        }
    }
}
