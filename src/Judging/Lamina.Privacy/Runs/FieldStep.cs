using System.Collections.Immutable;
using Lamina.Privacy.Attacks.Fields;
using Lamina.Privacy.Features;

namespace Lamina.Privacy.Runs;

/// <summary>Record fields straight from features.</summary>
internal sealed class FieldStep(PieceKey key) : RunStep(key)
{
    private const int MaxValues = 1 << 13;

    public override Piece? Run(RunContext context, TimeSpan? limit, CancellationToken cancellation)
    {
        if (context.Images.Records is not { } records)
        {
            return null;
        }

        FeatureBank bank = context.Bank(Key.Tensors);
        int images = Math.Min(Key.Images, FieldRegression.MaxImages);

        // The penalty needs pictures that were not learned from; the scorer keeps the records of those that may be learned from.
        int learned = images - Math.Max(1, images / 8);
        float[][] features = Vectors(bank.Training, images, cancellation);
        ImmutableArray<ImmutableArray<double>>[] truth = [.. Enumerable.Range(0, images).Select(records.TrainingRecords)];
        FieldRegression attack = FieldRegression.Fit(
            records.Fields, features[..learned], truth[..learned], features[learned..], truth[learned..], cancellation);
        ImmutableArray<ImmutableArray<double>> guesses = [.. Vectors(bank.Victims, Key.Victims, cancellation).SelectMany(vector => attack.Records(vector))];
        return Result(context, records.ScoreFields(guesses, Key.Victims));
    }

    private static float[][] Vectors(IReadOnlyList<FeatureSet> features, int count, CancellationToken cancellation)
    {
        float[][] vectors = new float[count][];
        for (int i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            vectors[i] = FeaturePool.Reduce(FeatureStack.Of(features[i]), MaxValues).Values;
        }

        return vectors;
    }
}
