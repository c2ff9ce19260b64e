namespace Lamina.Protocol.Problems;

/// <summary>An unsealed answer: its HTTP status and the exact bytes of its body, <see cref="MediaTypes.Problem"/>.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The problem document, the same bytes every time.</param>
public sealed record HostProblem(int Status, ReadOnlyMemory<byte> Body);
