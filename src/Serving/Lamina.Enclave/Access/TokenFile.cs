using System.Text.Json;
using System.Text.Json.Serialization;
using Lamina.Enclave.Hosting;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Enclave.Access;

/// <summary>
/// Reads the file of accepted tokens: <c>{"tokens": [{"name", "sha256", "requests_per_minute"?, "concurrent"?}]}</c>. It holds digests, so whoever
/// runs the machine and reads it can let nobody in; who can write it can, and can read no input for that.
/// </summary>
internal static class TokenFile
{
    /// <summary>Most tokens.</summary>
    public const int MaxTokens = 1024;

    private const int MaxBytes = 1 << 20;
    private const int MostPerMinute = 1_000_000;

    /// <summary>The tokens of a file.</summary>
    /// <exception cref="EnclaveStartException">It cannot be read, or is no such file; says where.</exception>
    public static IReadOnlyList<AcceptedToken> Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return file.Length <= MaxBytes ? Parse(file) : throw new FormatException($"it has {file.Length} bytes, at most {MaxBytes} are read");
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or JsonException or FormatException)
        {
            throw new EnclaveStartException(ExitCode.Usage, $"the token file '{path}' cannot be used: {unusable.Message}", unusable);
        }
    }

    private static List<AcceptedToken> Parse(Stream json)
    {
        TokenDocument document = JsonSerializer.Deserialize(json, TokenJson.Default.TokenDocument) ?? throw new FormatException("it is null");
        if (document.Tokens.Count is 0 or > MaxTokens)
        {
            throw new FormatException($"it holds {document.Tokens.Count} tokens, 1 to {MaxTokens} are wanted");
        }

        List<AcceptedToken> tokens = [.. document.Tokens.Select(Check)];
        return tokens.Select(token => Convert.ToHexString(token.Sha256)).Distinct().Count() == tokens.Count && tokens.Select(token => token.Name).Distinct().Count() == tokens.Count
            ? tokens
            : throw new FormatException("a name or a digest is there twice");
    }

    private static AcceptedToken Check(TokenEntry entry)
    {
        if (entry.Sha256.Length != 64 || !entry.Sha256.All(char.IsAsciiHexDigit))
        {
            throw new FormatException($"the sha256 of '{entry.Name}' is not 64 hexadecimal digits");
        }

        if (entry.RequestsPerMinute is < 1 or > MostPerMinute || entry.Concurrent is < 1 or > 1024)
        {
            throw new FormatException($"the quotas of '{entry.Name}' are out of range: requests_per_minute is 1 to {MostPerMinute}, concurrent 1 to 1024");
        }

        return new AcceptedToken(entry.Name, Convert.FromHexString(entry.Sha256), entry.RequestsPerMinute, entry.Concurrent);
    }
}

/// <summary>The file.</summary>
internal sealed record TokenDocument([property: JsonRequired] IReadOnlyList<TokenEntry> Tokens);

/// <summary>One token of the file.</summary>
internal sealed record TokenEntry([property: JsonRequired] string Name, [property: JsonRequired] string Sha256, int? RequestsPerMinute = null, int? Concurrent = null);

/// <summary>JSON of this file, without reflection; an unknown member is an error.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(TokenDocument))]
internal sealed partial class TokenJson : JsonSerializerContext;
