namespace Lamina.Protocol.Bundles;

/// <summary>The JSON form of a <see cref="Binding.NoncePath"/>.</summary>
internal sealed record PathDocument
{
    public required int Index { get; init; }

    public required int Count { get; init; }

    public required byte[][] Hashes { get; init; }
}
