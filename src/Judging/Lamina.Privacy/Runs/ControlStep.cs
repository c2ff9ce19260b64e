using System.Collections.Immutable;
using Lamina.Privacy.Controls;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Runs;

/// <summary>A negative control that needs no training.</summary>
internal sealed class ControlStep(PieceKey key, NegativeKind kind) : RunStep(key)
{
    public override Piece Run(RunContext context, TimeSpan? limit, CancellationToken cancellation)
    {
        RunImages images = context.Images;
        IReadOnlyList<UnitImage> adversary = images.Training.Images;
        NegativeControl control = kind switch
        {
            NegativeKind.MeanImage => NegativeControls.MeanImage(context.Scorer, adversary),
            NegativeKind.BestConstant => NegativeControls.BestConstantImage(context.Scorer, adversary, cancellation),
            NegativeKind.ClassMean => NegativeControls.ClassMean(context.Scorer, images.Victims.Labels, adversary, images.Training.Labels),
            NegativeKind.NearestImage => NearestImage(context, cancellation),
            _ => throw new InvalidOperationException($"{kind} is made by an attack."),
        };
        return Result(context, control.Scores);
    }

    private static NegativeControl NearestImage(RunContext context, CancellationToken cancellation)
    {
        using WholeModel model = WholeModel.Load(context.Subject, context.Options.Threads);
        ImmutableArray<float[]> victims = model.Outputs(context.Images.Victims.Images, cancellation);
        return NegativeControls.NearestImage(context.Scorer, victims, context.Images.Training.Images, model.Outputs(context.Images.Training.Images, cancellation));
    }
}
