using System.Collections.Immutable;
using System.Numerics.Tensors;
using Lamina.Privacy.Features;
using Lamina.Privacy.Records;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Lamina.Privacy.Attacks.Fields;

/// <summary>
/// Record fields from features, without a picture in between: ridge regression in the dual form, one column per place and code of a
/// discrete field (the largest wins), one per place of a continuous field (its quantile among the training records).
/// </summary>
/// <remarks>The adversary may query the head with records of its own. The penalty is chosen on records it did not learn from.</remarks>
public sealed class FieldRegression
{
    /// <summary>Pictures it learns from at most; the products of all pairs are kept.</summary>
    public const int MaxImages = 1000;

    /// <summary>Codes of a discrete field that are told apart; rarer ones are never guessed. Our choice.</summary>
    private const int MaxCodes = 64;

    private static readonly double[] Penalties = [1e-6, 1e-4, 1e-2, 1];

    private readonly FieldTarget[] _targets;
    private readonly Standardisation _standard;
    private readonly float[][] _rows;
    private Matrix<double> _weights;

    private FieldRegression(FieldTarget[] targets, Standardisation standard, float[][] rows)
    {
        (_targets, _standard, _rows) = (targets, standard, rows);
        _weights = Matrix<double>.Build.Dense(1, 1);
    }

    /// <summary>Learns.</summary>
    /// <param name="fields">The fields of a record.</param>
    /// <param name="features">One vector per picture, all of one length; at most <see cref="MaxImages"/>.</param>
    /// <param name="records">The records of each picture, as many in each.</param>
    /// <param name="validation">Vectors of other pictures.</param>
    /// <param name="validationRecords">Their records.</param>
    /// <param name="cancellation">Checked between penalties.</param>
    /// <exception cref="ArgumentException">Counts differ.</exception>
    public static FieldRegression Fit(
        IReadOnlyList<FieldSpec> fields,
        IReadOnlyList<float[]> features,
        IReadOnlyList<ImmutableArray<ImmutableArray<double>>> records,
        IReadOnlyList<float[]> validation,
        IReadOnlyList<ImmutableArray<ImmutableArray<double>>> validationRecords,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(validationRecords);
        if (features.Count < 2 || features.Count > MaxImages || features.Count != records.Count || validation.Count == 0 || validation.Count != validationRecords.Count
            || records.Concat(validationRecords).Any(picture => picture.Length != records[0].Length))
        {
            throw new ArgumentException($"{features.Count} features with {records.Count} pictures' records and {validation.Count} with {validationRecords.Count} were given; one each, 2 to {MaxImages} and 1, as many records in each, were wanted.");
        }

        double[][] seen = [.. Enumerable.Range(0, fields.Count).Select(field => records.SelectMany(picture => picture.Select(record => record[field])).ToArray())];
        FieldTarget[] targets = [.. from place in Enumerable.Range(0, records[0].Length)
                                    from field in Enumerable.Range(0, fields.Count)
                                    select FieldTarget.Of(fields[field], place, field, seen[field], MaxCodes)];
        Standardisation standard = Standardisation.Of(features);
        FieldRegression regression = new(targets, standard, [.. features.Select(standard.Apply)]);
        regression.Choose(fields, records, validation, validationRecords, cancellation);
        return regression;
    }

    /// <summary>The records of a picture with these features.</summary>
    public ImmutableArray<ImmutableArray<double>> Records(float[] features)
    {
        float[] row = _standard.Apply(features);
        Vector<double> products = Vector<double>.Build.Dense(_rows.Length + 1, i => i < _rows.Length ? TensorPrimitives.Dot<float>(_rows[i], row) : 1);
        double[] outputs = (products * _weights).ToArray();
        int places = _targets[^1].Place + 1;
        double[][] found = [.. Enumerable.Range(0, places).Select(_ => new double[_targets[^1].Field + 1])];
        int at = 0;
        foreach (FieldTarget target in _targets)
        {
            found[target.Place][target.Field] = target.Read(outputs.AsSpan(at, target.Columns));
            at += target.Columns;
        }

        return [.. found.Select(record => record.ToImmutableArray())];
    }

    private void Choose(
        IReadOnlyList<FieldSpec> fields,
        IReadOnlyList<ImmutableArray<ImmutableArray<double>>> records,
        IReadOnlyList<float[]> validation,
        IReadOnlyList<ImmutableArray<ImmutableArray<double>>> truth,
        CancellationToken cancellation)
    {
        int count = _rows.Length;
        Matrix<double> products = Matrix<double>.Build.Dense(count, count);
        Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            for (int j = i; j < count; j++)
            {
                products[i, j] = products[j, i] = TensorPrimitives.Dot<float>(_rows[i], _rows[j]);
            }
        });

        Matrix<double> targets = Matrix<double>.Build.Dense(count, _targets.Sum(target => target.Columns));
        for (int i = 0; i < count; i++)
        {
            int at = 0;
            foreach (FieldTarget target in _targets)
            {
                foreach (double value in target.Write(records[i][target.Place][target.Field]))
                {
                    targets[i, at++] = value;
                }
            }
        }

        Vector<double> means = targets.ColumnSums() / count;
        targets.MapIndexedInplace((_, column, value) => value - means[column]);
        double trace = products.Diagonal().Sum() / count;
        double best = double.NegativeInfinity;
        Matrix<double> kept = _weights;
        foreach (double penalty in Penalties)
        {
            cancellation.ThrowIfCancellationRequested();
            Matrix<double> regularised = products.Clone();
            for (int i = 0; i < count; i++)
            {
                regularised[i, i] += penalty * (trace > 0 ? trace : 1);
            }

            Cholesky<double> solver = regularised.Cholesky();
            _weights = solver.Solve(targets).Stack(means.ToRowMatrix());
            double right = Enumerable.Range(0, validation.Count).Average(i => Accuracy(fields, Records(validation[i]), truth[i]));
            if (right > best)
            {
                (best, kept) = (right, _weights);
            }
        }

        _weights = kept;
    }

    private static double Accuracy(IReadOnlyList<FieldSpec> fields, ImmutableArray<ImmutableArray<double>> guess, ImmutableArray<ImmutableArray<double>> truth) =>
        guess.Zip(truth, (record, real) => record.Zip(real).Index().Average(cell => fields[cell.Index].Matches(cell.Item.Second, cell.Item.First) ? 1.0 : 0.0)).Average();
}
