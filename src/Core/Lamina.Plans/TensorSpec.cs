using System.Collections.Immutable;

namespace Lamina.Plans;

/// <summary>Name, element type and concrete shape of a tensor. Every dimension is fixed per plan, the batch (normally 1) included.</summary>
public sealed record TensorSpec
{
    /// <summary>The tensor's name in the model.</summary>
    public required string Name { get; init; }

    /// <summary>The element type.</summary>
    public required ElementType Type { get; init; }

    /// <summary>Dimensions, each at least 1; empty for a scalar.</summary>
    public required ImmutableArray<long> Shape { get; init; }

    /// <summary>Number of elements.</summary>
    /// <exception cref="OverflowException">More than fit a <see cref="long"/>; a valid plan has no such tensor.</exception>
    public long ElementCount() => Shape.Aggregate(1L, (product, dimension) => checked(product * dimension));

    /// <summary>Size of the raw tensor in bytes.</summary>
    /// <exception cref="OverflowException">More than fit a <see cref="long"/>; a valid plan has no such tensor.</exception>
    public long ByteCount() => checked(ElementCount() * Type.Size());

    /// <summary>By value, the shape included.</summary>
    public bool Equals(TensorSpec? other) =>
        other is not null && Name == other.Name && Type == other.Type && Shape.AsSpan().SequenceEqual(other.Shape.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Type, Shape.Length);

    /// <summary>For people: <c>input float32[1,3,224,224]</c>.</summary>
    public override string ToString() => $"{Name} {Type.Name()}[{string.Join(',', Shape)}]";
}
