namespace Lamina.Protocol.BinaryHttp;

/// <summary>A 1xx response ahead of the final one.</summary>
/// <param name="Status">100 to 199.</param>
/// <param name="Fields">Its fields.</param>
public sealed record InformationalResponse(int Status, IReadOnlyList<HttpField> Fields);
