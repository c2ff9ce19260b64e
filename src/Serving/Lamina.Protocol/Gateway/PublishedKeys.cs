namespace Lamina.Protocol.Gateway;

/// <summary>What an enclave tells clients of its current keys.</summary>
/// <param name="KeyList">The exact bytes of <see cref="Endpoints.Keys"/>, to be bound by evidence.</param>
/// <param name="NotAfter">The second after which clients must not use them, since 1970-01-01 UTC.</param>
public sealed record PublishedKeys(ReadOnlyMemory<byte> KeyList, long NotAfter);
