namespace Lamina.Onnx.Shapes;

/// <summary>What is known of a tensor before it is computed.</summary>
/// <param name="ElementType">Type of the elements; <see cref="ElementType.Undefined"/> when not known.</param>
/// <param name="Shape">Shape; null when not even the rank is known. Single axes may be unknown.</param>
public sealed record TensorType(ElementType ElementType, TensorShape? Shape)
{
    /// <summary>Nothing is known.</summary>
    public static TensorType Unknown { get; } = new(ElementType.Undefined, null);

    /// <summary>True when type and every axis are known, as numbers or names.</summary>
    public bool IsComplete => ElementType != ElementType.Undefined && Shape is not null && Shape.All(dimension => !dimension.IsUnknown);

    /// <summary>Bytes of the tensor, or null when an axis is no number or the type has no fixed size.</summary>
    public long? Bytes => Shape?.ElementCount.Value is { } count ? ElementType.Bytes(count) : null;

    /// <summary>Such as <c>float[N,64,56,56]</c>.</summary>
    public override string ToString() => $"{ElementType.Name()}{Shape?.ToString() ?? "[...]"}";
}
