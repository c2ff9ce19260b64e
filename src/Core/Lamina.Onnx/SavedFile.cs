namespace Lamina.Onnx;

/// <summary>A file that was written, known by its bytes.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">SHA-256 of what was written.</param>
public sealed record SavedFile(string Path, long Bytes, ReadOnlyMemory<byte> Sha256);
