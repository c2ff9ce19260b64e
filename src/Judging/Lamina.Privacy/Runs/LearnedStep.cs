using System.Collections.Immutable;
using Lamina.Privacy.Attacks;
using Lamina.Privacy.Attacks.Ridge;
using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Runs;

/// <summary>Trains an attack (or fits ridge, which has the same form) and scores what it makes of the victims.</summary>
internal sealed class LearnedStep(PieceKey key, AttackKind kind, AttackCatalog catalog) : RunStep(key)
{
    /// <summary>Training images on which its fit is told.</summary>
    private const int Fitted = 32;

    public override bool EndsInTime => kind != AttackKind.Ridge;

    public override Piece Run(RunContext context, TimeSpan? limit, CancellationToken cancellation)
    {
        FeatureBank bank = context.Bank(Key.Tensors);
        AdversaryData data = context.Fewer(Key.Images);
        using ITrainedReconstructor trained = Train(bank, data, context, limit, cancellation);
        ImmutableDictionary<Metric, ImmutableArray<double>> scores = ImmutableDictionary<Metric, ImmutableArray<double>>.Empty;
        if (Key.Victims > 0)
        {
            IReadOnlyList<UnitImage> reconstructions = Reconstruct(trained, bank.Victims, Key.Victims, cancellation);
            scores = context.Scorer.Score(reconstructions);
            if (Key.Role != PieceRole.Shuffled)
            {
                context.Store.SavePictures(Key, reconstructions);
            }
        }

        context.Twin?.Score(Key, count => Reconstruct(
            trained, new Projected<UnitImage, FeatureSet>(context.Twin.Victims, [.. Enumerable.Range(0, count)], bank.Target.Exact), count, cancellation));
        int fitted = Key.Role is PieceRole.Attack or PieceRole.Shuffled ? Math.Min(Fitted, data.Training.Count) : 0;
        IReadOnlyList<UnitImage> learned = Reconstruct(trained, bank.Training, fitted, cancellation);
        return Result(context, scores, trained.Finished) with
        {
            Steps = trained.Steps,
            ValidationSsim = trained.ValidationSsim,
            StepDoublingGain = trained.StepDoublingGain,
            TrainingFit = [.. learned.Select((image, i) => StructuralSimilarity.Compute(data.Training[i], image))],
        };
    }

    private ITrainedReconstructor Train(FeatureBank bank, AdversaryData data, RunContext context, TimeSpan? limit, CancellationToken cancellation)
    {
        PairShuffle shuffle = Key.Role == PieceRole.Shuffled ? PairShuffle.Derangement : PairShuffle.None;
        ILearnedAttack attack = kind == AttackKind.Ridge
            ? RidgeLearnedAttack.On(i => bank.Training[i], i => bank.Validation[i])
            : catalog.Learned.Single(attack => attack.Kind == kind);
        return attack.Train(bank.Target, data, shuffle, context.Attack(Key, limit), cancellation);
    }

    /// <summary>A few at a time: features of early cuts are large.</summary>
    private static List<UnitImage> Reconstruct(ITrainedReconstructor trained, IReadOnlyList<FeatureSet> features, int count, CancellationToken cancellation)
    {
        List<UnitImage> images = new(count);
        foreach (int[] chunk in Enumerable.Range(0, count).Chunk(8))
        {
            cancellation.ThrowIfCancellationRequested();
            images.AddRange(trained.Reconstruct([.. chunk.Select(i => features[i])]));
        }

        return images;
    }
}
