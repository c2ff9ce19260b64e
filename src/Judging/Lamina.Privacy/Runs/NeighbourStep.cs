using System.Collections.Immutable;
using Lamina.Images.Decoding;
using Lamina.Images.Encoding;
using Lamina.Privacy.Attacks;
using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Runs;

/// <summary>
/// Nearest neighbour in feature space. As an attack it offers the adversary's nearest image as a reconstruction; as a positive control
/// it must recognise other views of the victims (strongly compressed ones) among all of them.
/// </summary>
internal sealed class NeighbourStep(PieceKey key) : RunStep(key)
{
    /// <summary>Values per image at most: finer grids are averaged down, so that all images' features fit in memory.</summary>
    private const int MaxValues = 1 << 16;

    private const int ViewQuality = 40;

    public override Piece Run(RunContext context, TimeSpan? limit, CancellationToken cancellation)
    {
        FeatureBank bank = context.Bank(Key.Tensors);
        FeatureMap[] victims = Maps(bank.Victims, bank.Victims.Count, cancellation);
        if (Key.Role == PieceRole.Positive)
        {
            FeatureMap[] views = [.. context.Images.Victims.Images.Select(image => Reduce(bank.Target.Exact(View(image))))];
            ImmutableArray<double> hits = [.. NearestNeighbourAttack.Recognise(victims, views)];
            return Result(context, ImmutableDictionary<Metric, ImmutableArray<double>>.Empty.Add(Metric.Reidentification, hits));
        }

        UnitImage[] nearest = NearestNeighbourAttack.Reconstruct(victims, context.Adversary.Training, Maps(bank.Training, bank.Training.Count, cancellation));
        context.Store.SavePictures(Key, nearest);
        return Result(context, context.Scorer.Score(nearest));
    }

    private static FeatureMap[] Maps(IReadOnlyList<FeatureSet> features, int count, CancellationToken cancellation)
    {
        FeatureMap[] maps = new FeatureMap[count];
        for (int i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            maps[i] = Reduce(features[i]);
        }

        return maps;
    }

    private static FeatureMap Reduce(FeatureSet set) => FeaturePool.Reduce(FeatureStack.Of(set), MaxValues);

    private static UnitImage View(UnitImage image) => UnitPictures.Of(PictureDecoder.Decode(JpegWriter.Encode(UnitPictures.ToPicture(image), ViewQuality)));
}
