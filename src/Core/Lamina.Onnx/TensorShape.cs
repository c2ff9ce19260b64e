using System.Collections;

namespace Lamina.Onnx;

/// <summary>The lengths of a tensor's axes, outermost first. A scalar has none.</summary>
public sealed class TensorShape : IReadOnlyList<Dimension>, IEquatable<TensorShape>
{
    private readonly Dimension[] _dimensions;

    /// <summary>A shape of the given axes.</summary>
    public TensorShape(params IEnumerable<Dimension> dimensions)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        _dimensions = [.. dimensions];
    }

    /// <summary>Number of axes.</summary>
    public int Rank => _dimensions.Length;

    /// <inheritdoc/>
    public int Count => _dimensions.Length;

    /// <inheritdoc/>
    public Dimension this[int index] => _dimensions[index];

    /// <summary>True when every axis is a number.</summary>
    public bool IsFixed => Array.TrueForAll(_dimensions, dimension => dimension.Value is not null);

    /// <summary>A shape of numbers.</summary>
    public static TensorShape Of(params IEnumerable<long> dimensions) => new(dimensions.Select(Dimension.Of));

    /// <summary>Product of all axes; <see cref="Dimension.Unknown"/> when one is.</summary>
    public Dimension ElementCount => _dimensions.Aggregate(Dimension.One, Dimension.Multiply);

    /// <summary>The shape as numbers after replacing names by <paramref name="bindings"/>, or null when an axis stays unknown or is negative.</summary>
    public long[]? Evaluate(IReadOnlyDictionary<string, long> bindings)
    {
        var values = new long[_dimensions.Length];
        for (int i = 0; i < values.Length; i++)
        {
            long value = _dimensions[i].Evaluate(bindings) ?? -1;
            if (value < 0)
            {
                return null;
            }

            values[i] = value;
        }

        return values;
    }

    /// <inheritdoc/>
    public IEnumerator<Dimension> GetEnumerator() => ((IEnumerable<Dimension>)_dimensions).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(TensorShape? other) => other is not null && _dimensions.AsSpan().SequenceEqual(other._dimensions);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TensorShape);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>Such as <c>[N,64,56,56]</c>.</summary>
    public override string ToString() => $"[{string.Join(',', (IEnumerable<Dimension>)_dimensions)}]";
}
