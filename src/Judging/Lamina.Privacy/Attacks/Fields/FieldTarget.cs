using Lamina.Privacy.Records;

namespace Lamina.Privacy.Attacks.Fields;

/// <summary>One field at one place of a picture as columns of a regression.</summary>
internal sealed class FieldTarget
{
    private readonly double[] _values;
    private readonly bool _discrete;

    private FieldTarget(int place, int field, double[] values, bool discrete) => (Place, Field, _values, _discrete) = (place, field, values, discrete);

    /// <summary>Which record of the picture.</summary>
    public int Place { get; }

    /// <summary>Which field of it.</summary>
    public int Field { get; }

    /// <summary>Columns it takes.</summary>
    public int Columns => _discrete ? _values.Length : 1;

    /// <summary>From its values in the training records, of all places.</summary>
    public static FieldTarget Of(FieldSpec spec, int place, int field, double[] training, int maxCodes) => spec.Kind == FieldKind.Discrete
        ? new FieldTarget(place, field, [.. training.CountBy(value => value).OrderByDescending(entry => entry.Value).Take(maxCodes).Select(entry => entry.Key).Order()], discrete: true)
        : new FieldTarget(place, field, [.. training.Order()], discrete: false);

    /// <summary>The columns of a value: 1 for its own code and 0 for others, or its quantile.</summary>
    public IEnumerable<double> Write(double value) => _discrete ? _values.Select(code => code == value ? 1.0 : 0.0) : [Quantile(value)];

    /// <summary>The value that columns mean.</summary>
    public double Read(ReadOnlySpan<double> columns)
    {
        if (_discrete)
        {
            return _values[System.Numerics.Tensors.TensorPrimitives.IndexOfMax(columns)];
        }

        double place = Math.Clamp(columns[0], 0, 1) * (_values.Length - 1);
        int below = (int)place;
        int above = Math.Min(below + 1, _values.Length - 1);
        return _values[below] + ((place - below) * (_values[above] - _values[below]));
    }

    /// <summary>Middle of the training values that are equal to it, 0..1.</summary>
    private double Quantile(double value)
    {
        int first = Array.BinarySearch(_values, value);
        first = first >= 0 ? first : Math.Min(~first, _values.Length - 1);
        int low = first;
        int high = first;
        while (low > 0 && _values[low - 1] == _values[first])
        {
            low--;
        }

        while (high < _values.Length - 1 && _values[high + 1] == _values[first])
        {
            high++;
        }

        return (low + high) / 2.0 / Math.Max(1, _values.Length - 1);
    }
}
