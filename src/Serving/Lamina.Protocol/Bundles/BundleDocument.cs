namespace Lamina.Protocol.Bundles;

/// <summary>The JSON document of a bundle, member by member; bytes are base64.</summary>
internal sealed record BundleDocument
{
    public required int Version { get; init; }

    public required string Tee { get; init; }

    public required string Mode { get; init; }

    public required string Purpose { get; init; }

    public required byte[] Evidence { get; init; }

    public required byte[] Certificates { get; init; }

    public required byte[] KeyList { get; init; }

    public required byte[] Plan { get; init; }

    public byte[]? PlanSignature { get; init; }

    public byte[]? Nonce { get; init; }

    public PathDocument? NoncePath { get; init; }

    public required long NotAfter { get; init; }

    public required byte[][] Collateral { get; init; }
}
