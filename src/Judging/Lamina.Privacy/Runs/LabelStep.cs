using System.Collections.Immutable;
using Lamina.Plans.Preprocess;
using Lamina.Privacy.Features;
using Lamina.Privacy.Identification;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Runs;

/// <summary>What the worker learns of the label: from the body's own output, or by a probe trained on the exposed tensors.</summary>
internal sealed class LabelStep(PieceKey key, AttackKind kind) : RunStep(key)
{
    private const int MaxValues = 1 << 13;

    public override Piece Run(RunContext context, TimeSpan? limit, CancellationToken cancellation)
    {
        ImmutableArray<double> hits = kind == AttackKind.WorkerOutput ? Output(context, cancellation) : Probe(context, cancellation);
        return Result(context, ImmutableDictionary<Metric, ImmutableArray<double>>.Empty.Add(Metric.Label, hits));
    }

    /// <summary>The worker computes the model's answer (by itself, or with the tail's weights), so an answer without a known label is told in full.</summary>
    private static ImmutableArray<double> Output(RunContext context, CancellationToken cancellation)
    {
        using WholeModel model = WholeModel.Load(context.Subject, context.Options.Threads);
        bool logits = context.Subject.Preprocessing.Output == OutputKind.Logits;
        return [.. model.Outputs(context.Images.Victims.Images, cancellation)
            .Select((output, i) => context.Images.ModelClasses is { } classes && context.Images.Victims.Labels[i] is >= 0 and var label
                ? WholeModel.Label(output, logits) == classes[label] ? 1.0 : 0.0
                : 1.0)];
    }

    private ImmutableArray<double> Probe(RunContext context, CancellationToken cancellation)
    {
        FeatureBank bank = context.Bank(Key.Tensors);
        RunImages images = context.Images;
        int[] known = [.. Enumerable.Range(0, images.Training.Labels.Length).Where(i => images.Training.Labels[i] >= 0).Take(LabelProbe.MaxImages)];
        LabelProbe probe = LabelProbe.Fit([.. known.Select(i => Vector(bank.Training[i], cancellation))], [.. known.Select(i => images.Training.Labels[i])]);
        return [.. Enumerable.Range(0, Key.Victims).Select(i => probe.Label(Vector(bank.Victims[i], cancellation)) == images.Victims.Labels[i] ? 1.0 : 0.0)];
    }

    private static float[] Vector(FeatureSet set, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return FeaturePool.Reduce(FeatureStack.Of(set), MaxValues).Values;
    }
}
