namespace Lamina.Protocol.Bundles;

/// <summary>The JSON document that asks for evidence.</summary>
internal sealed record RequestDocument
{
    public required int Version { get; init; }

    public required string Mode { get; init; }

    public byte[]? Nonce { get; init; }
}
