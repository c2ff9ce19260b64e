namespace Lamina.OpenInference.Json;

/// <summary>
/// A message in REST form: JSON, then the raw bytes of every tensor that travels binary, in their order. Nothing is copied
/// until it is written. For given names, types, shapes and id length, all tensors binary, the length is always the same.
/// </summary>
public sealed class InferBody
{
    internal InferBody(ReadOnlyMemory<byte> json, IReadOnlyList<ReadOnlyMemory<byte>> tensors, bool binary)
    {
        Json = json;
        Tensors = tensors;
        HeaderLength = binary ? json.Length : null;
        Length = json.Length + tensors.Sum(tensor => (long)tensor.Length);
    }

    /// <summary>The JSON part.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>Raw tensors after the JSON.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Tensors { get; }

    /// <summary>Value of <see cref="InferJson.HeaderLengthName"/>; null when the body is JSON alone and the header must be absent.</summary>
    public int? HeaderLength { get; }

    /// <summary>Bytes of the whole body.</summary>
    public long Length { get; }

    /// <summary>Copies the whole body.</summary>
    /// <exception cref="ArgumentException">The target is shorter than <see cref="Length"/>.</exception>
    public void CopyTo(Span<byte> target)
    {
        Json.Span.CopyTo(target);
        target = target[Json.Length..];
        foreach (ReadOnlyMemory<byte> tensor in Tensors)
        {
            tensor.Span.CopyTo(target);
            target = target[tensor.Length..];
        }
    }

    /// <summary>The whole body in one new array.</summary>
    public byte[] ToArray()
    {
        byte[] body = GC.AllocateUninitializedArray<byte>(checked((int)Length));
        CopyTo(body);
        return body;
    }

    /// <summary>Writes the whole body.</summary>
    public async ValueTask WriteToAsync(Stream target, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(target);
        await target.WriteAsync(Json, cancellation);
        foreach (ReadOnlyMemory<byte> tensor in Tensors)
        {
            await target.WriteAsync(tensor, cancellation);
        }
    }
}
