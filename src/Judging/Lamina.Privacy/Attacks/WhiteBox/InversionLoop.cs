using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;
using Lamina.Torch;
using Lamina.Torch.Native;
using TorchSharp;

namespace Lamina.Privacy.Attacks.WhiteBox;

/// <summary>Gradient descent on feature loss plus prior, for a few victims at a time.</summary>
internal sealed class InversionLoop
{
    /// <summary>What is left of a search when it turns to float32: the picture is near its end, where the rounding of bf16 is all that is left of the loss.</summary>
    private const double Fine = 0.1;

    private readonly AttackTarget _target;
    private readonly WhiteBoxPlan _plan;
    private readonly Precision _bulk;
    private readonly Action<long, long, double> _step;

    /// <param name="target">What is attacked.</param>
    /// <param name="plan">Prior and scale of the loss.</param>
    /// <param name="bulk">What the head is computed in but for the last tenth.</param>
    /// <param name="step">Told of every step: its number, their number, the loss.</param>
    public InversionLoop(AttackTarget target, WhiteBoxPlan plan, Precision bulk, Action<long, long, double> step) => (_target, _plan, _bulk, _step) = (target, plan, bulk, step);

    /// <summary>Searches.</summary>
    /// <param name="inversion">What is moved; stays the caller's.</param>
    /// <param name="victims">As many as it has pictures.</param>
    /// <param name="iterations">Steps of one cosine.</param>
    /// <param name="prior">Weight of the prior.</param>
    /// <param name="deadline">Share of the time that is used up, 0 to 1; the cosine ends when it reaches 1.</param>
    /// <param name="cancellation">Checked every step.</param>
    /// <returns>The pictures, and whether all steps were done.</returns>
    public (IReadOnlyList<UnitImage> Pictures, bool Finished) Run(
        IInversion inversion, IReadOnlyList<FeatureSet> victims, int iterations, double prior, Func<double> deadline, CancellationToken cancellation)
    {
        using var scope = torch.NewDisposeScope();
        IReadOnlyList<Tensor> goals = FeatureTensors.Stack(victims);
        Tensor[] scales = [.. goals.Select(goal => _plan.RelativeLoss ? 1 / goal.square().mean([1, 2, 3], keepdim: true).clamp(min: 1e-30) : torch.ones(1))];
        using CollectionPause pause = CollectionPause.Begin();
        int done = 0;
        double progress = 0;
        while (done < iterations && progress < 1)
        {
            cancellation.ThrowIfCancellationRequested();
            double loss = Step(inversion, goals, scales, prior, _plan.Cosine ? Rate(progress) : 1, progress < 1 - Fine ? _bulk : Precision.Float32);
            done++;
            pause.Renew();
            progress = Math.Max(done / (double)iterations, deadline());
            _step(done, iterations, loss);
        }

        using var noGrad = torch.no_grad();
        return (PictureTensors.Unstack(inversion.Pictures()), done == iterations);
    }

    /// <summary>A short rise, then a cosine to 0.</summary>
    private static double Rate(double progress)
    {
        const double Rise = 0.04;
        return progress < Rise ? (progress + 0.002) / (Rise + 0.002) : LearningPlan.CosineFall((progress - Rise) / (1 - Rise));
    }

    private double Step(IInversion inversion, IReadOnlyList<Tensor> goals, Tensor[] scales, double prior, double rate, Precision precision)
    {
        using var scope = torch.NewDisposeScope();
        foreach (var group in inversion.Optimizer.ParamGroups)
        {
            group.LearningRate = rate * inversion.LearningRate;
        }

        inversion.Optimizer.zero_grad();
        Tensor pictures = inversion.Pictures();
        IReadOnlyList<Tensor> features = _target.Features(pictures, precision);
        Tensor loss = torch.zeros(1);
        for (int t = 0; t < goals.Count; t++)
        {
            loss = loss + (((features[t] - goals[t]).square() * scales[t]).mean() / goals.Count);
        }

        if (prior > 0)
        {
            loss = loss + (prior * TotalVariation.Of(inversion.PriorSpace(pictures), _plan.Prior));
        }

        // Summed over victims: each has the gradient it would have alone.
        (loss.sum() * pictures.shape[0]).backward();
        inversion.Optimizer.step();
        inversion.Constrain();
        return loss.ToDouble();
    }
}
