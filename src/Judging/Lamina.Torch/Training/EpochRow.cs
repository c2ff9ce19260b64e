using System.Globalization;

namespace Lamina.Torch.Training;

/// <summary>One finished epoch.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="LearningRate">Of its last step.</param>
/// <param name="TrainLoss">Mean over its pictures, as they were seen (augmented, weights moving).</param>
/// <param name="TrainTop1">Likewise.</param>
/// <param name="ValidationLoss">After it, without label smoothing; null without validation pictures.</param>
/// <param name="ValidationTop1">After it.</param>
/// <param name="ImagesPerSecond">Training speed.</param>
/// <param name="Seconds">Duration with validation; time lost to interruptions is not in it.</param>
public sealed record EpochRow(
    int Epoch, double LearningRate, double TrainLoss, double TrainTop1, double? ValidationLoss, double? ValidationTop1, double ImagesPerSecond, double Seconds)
{
    /// <summary>Names of the CSV columns.</summary>
    public const string Header = "epoch,learning_rate,train_loss,train_top1,validation_loss,validation_top1,images_per_second,seconds";

    /// <summary>The row as CSV.</summary>
    public string ToCsv() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Epoch},{LearningRate:0.######e+0},{TrainLoss:0.#####},{TrainTop1:0.#####},{ValidationLoss:0.#####},{ValidationTop1:0.#####},{ImagesPerSecond:0.##},{Seconds:0.#}");
}
