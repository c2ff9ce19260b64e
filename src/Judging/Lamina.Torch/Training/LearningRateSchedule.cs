namespace Lamina.Torch.Training;

/// <summary>Linear rise, then a cosine down to 0 (arXiv 1608.03983, one period).</summary>
internal static class LearningRateSchedule
{
    /// <summary>The learning rate of a step.</summary>
    /// <param name="options">Peak and lengths.</param>
    /// <param name="step">From 0.</param>
    /// <param name="stepsPerEpoch">At least 1.</param>
    public static double At(TrainingOptions options, long step, int stepsPerEpoch)
    {
        double warmUp = options.WarmUpEpochs * stepsPerEpoch;
        double total = (double)options.Epochs * stepsPerEpoch;
        if (step < warmUp)
        {
            return options.LearningRate * (step + 1) / (warmUp + 1);
        }

        double progress = Math.Min(1, (step - warmUp) / Math.Max(1, total - warmUp));
        return options.LearningRate * 0.5 * (1 + Math.Cos(Math.PI * progress));
    }
}
