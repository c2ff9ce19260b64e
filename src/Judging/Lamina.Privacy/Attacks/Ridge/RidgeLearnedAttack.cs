using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Statistics;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Attacks.Ridge;

/// <summary><see cref="RidgeAttack"/> in the form of the learned attacks: one step, nothing to resume, and doubling means nothing. Within a time limit it learns from as many images as half of it allows.</summary>
/// <param name="options">Settings; the defaults when null. Their seed is replaced by the context's.</param>
public sealed class RidgeLearnedAttack(RidgeOptions? options = null) : ILearnedAttack
{
    private Func<int, FeatureSet>? _training;
    private Func<int, FeatureSet>? _validation;

    /// <summary>Most bytes of features that are held; at very early cuts fewer images are learned from.</summary>
    private const long MaxFeatureBytes = 3L << 30;

    private const int ValidationImages = 32;

    /// <inheritdoc/>
    public AttackKind Kind => AttackKind.Ridge;

    /// <summary>The attack on images whose features are kept already, so that shuffled pairs and fewer images cost no further pass.</summary>
    /// <param name="training">Features of the training image of that number.</param>
    /// <param name="validation">The same of the validation images.</param>
    internal static RidgeLearnedAttack On(Func<int, FeatureSet> training, Func<int, FeatureSet> validation) => new() { _training = training, _validation = validation };

    /// <inheritdoc/>
    public ITrainedReconstructor Train(AttackTarget target, AdversaryData data, PairShuffle shuffle, AttackContext context, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(context);
        data.Check(target.ImageSize);
        FeatureMap[] validation = [.. Enumerable.Range(0, Math.Min(ValidationImages, data.Validation.Count))
            .Select(i => FeatureStack.Of(_validation?.Invoke(i) ?? target.Exact(data.Validation[i])))];
        int images = (int)Math.Clamp(MaxFeatureBytes / (4L * validation[0].Values.Length), 2, data.Training.Count);
        int wanted = images;
        long start = context.Time.GetTimestamp();
        var features = new FeatureMap[images];
        for (int i = 0; i < images; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (i >= 2 && context.TimeLimit is { } limit && context.Time.GetElapsedTime(start) > limit / 2)
            {
                // The other half of the time is for the fit.
                images = i;
                break;
            }

            features[i] = FeatureStack.Of(_training?.Invoke(i) ?? target.Exact(data.Training[i]));
            context.Progress?.Report(new AttackProgress(Kind.Name, "features", i + 1, images, double.NaN, null, 0, null));
        }

        int[] partners = shuffle == PairShuffle.Derangement ? new SeededRandom(context.Seed).Derangement(images) : [.. Enumerable.Range(0, images)];
        RidgeAttack attack = RidgeAttack.Fit(
            new RidgeData
            {
                Images = [.. data.Training.Take(images)],
                Features = [.. partners.Select(partner => features[partner])],
                Validation = [.. data.Validation.Take(validation.Length)],
                ValidationFeatures = validation,
            },
            (options ?? new RidgeOptions()) with { Seed = context.Seed },
            cancellation);
        return new Reconstructor(attack, images == wanted);
    }

    private sealed class Reconstructor(RidgeAttack attack, bool finished) : ITrainedReconstructor
    {
        public bool Finished => finished;

        public long Steps => 1;

        public double ValidationSsim => attack.ValidationSsim;

        public double? StepDoublingGain => null;

        public IReadOnlyList<UnitImage> Reconstruct(IReadOnlyList<FeatureSet> victims) => [.. victims.Select(victim => attack.Reconstruct(FeatureStack.Of(victim)))];

        public void Dispose()
        {
            // Nothing but managed memory.
        }
    }
}
