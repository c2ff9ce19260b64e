using System.Text.Json.Serialization;

namespace Lamina.Protocol.KeyRelease;

/// <summary>What an enclave posts to <see cref="Endpoints.ReleaseNonce"/>.</summary>
internal sealed record NonceRequestDocument
{
    public required int Version { get; init; }

    public required byte[] PlanDigest { get; init; }
}

/// <summary>What it is answered.</summary>
internal sealed record NonceDocument
{
    public required int Version { get; init; }

    public required byte[] Nonce { get; init; }
}

/// <summary>The JSON form of a <see cref="ReleasedKey"/>.</summary>
internal sealed record ReleaseDocument
{
    public required int Version { get; init; }

    public required byte KeyId { get; init; }

    public required string Suite { get; init; }

    public required byte[] Encapsulation { get; init; }

    public required byte[] Ciphertext { get; init; }
}

/// <summary>Generated serialization, strict: a member that is unknown, missing, null or there twice is refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    MaxDepth = 4)]
[JsonSerializable(typeof(NonceRequestDocument))]
[JsonSerializable(typeof(NonceDocument))]
[JsonSerializable(typeof(ReleaseDocument))]
internal sealed partial class ReleaseJson : JsonSerializerContext;
