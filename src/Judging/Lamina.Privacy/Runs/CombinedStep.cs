using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Runs;

/// <summary>
/// The attacks together: for every victim the one of the others' reconstructions, or their average, whose own features are nearest to
/// the victim's. Chosen by feature error alone, never by the victim's pixels.
/// </summary>
/// <param name="key">What it makes.</param>
/// <param name="others">Pieces whose reconstructions are combined.</param>
internal sealed class CombinedStep(PieceKey key, IReadOnlyList<PieceKey> others) : RunStep(key)
{
    public override Piece? Run(RunContext context, TimeSpan? limit, CancellationToken cancellation)
    {
        Piece[] pieces = [.. others.Select(context.Store.Find).OfType<Piece>().Where(piece => piece.Key.Victims >= Key.Victims)];
        IReadOnlyList<UnitImage>[] candidates = [.. pieces.Select(piece => context.Store.LoadPictures(piece.Key)).OfType<IReadOnlyList<UnitImage>>()];
        if (candidates.Length < 2)
        {
            return null;
        }

        FeatureBank bank = context.Bank(Key.Tensors);
        List<UnitImage> chosen = [];
        List<double> errors = [];
        for (int victim = 0; victim < Key.Victims; victim++)
        {
            cancellation.ThrowIfCancellationRequested();
            UnitImage[] images = [.. candidates.Select(candidate => candidate[victim])];
            (UnitImage best, double error) = images
                .Append(Controls.MeanImages.Of(images))
                .Select(image => (image, Error: Distance(bank.Target.Exact(image), bank.Victims[victim])))
                .MinBy(candidate => candidate.Error);
            chosen.Add(best);
            errors.Add(error);
        }

        context.Store.SavePictures(Key, chosen);
        return Result(context, context.Scorer.Score(chosen), pieces.All(piece => piece.Finished)) with { FeatureErrors = [.. errors] };
    }

    /// <summary>Mean squared difference, each tensor divided by its mean square.</summary>
    private static double Distance(FeatureSet found, FeatureSet wanted)
    {
        double sum = 0;
        foreach ((FeatureMap first, FeatureMap second) in found.Maps.Zip(wanted.Maps))
        {
            float difference = System.Numerics.Tensors.TensorPrimitives.Distance<float>(first.Values, second.Values);
            float norm = System.Numerics.Tensors.TensorPrimitives.Norm<float>(second.Values);
            sum += norm > 0 ? (double)difference * difference / ((double)norm * norm) : difference > 0 ? double.MaxValue : 0;
        }

        return sum / found.Maps.Count;
    }
}
