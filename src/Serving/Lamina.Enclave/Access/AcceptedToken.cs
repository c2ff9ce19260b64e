namespace Lamina.Enclave.Access;

/// <summary>A bearer token that is accepted, known by its digest alone, and what its bearer may use.</summary>
/// <param name="Name">What the operator calls it. Never logged, never a label: it tells who asks.</param>
/// <param name="Sha256">SHA-256 of the token's bytes, 32 bytes.</param>
/// <param name="RequestsPerMinute">Most requests in a minute, unused ones saved up for one minute; null for no quota.</param>
/// <param name="Concurrent">Most requests under way at a time; null for no quota.</param>
internal sealed record AcceptedToken(string Name, byte[] Sha256, int? RequestsPerMinute, int? Concurrent);
