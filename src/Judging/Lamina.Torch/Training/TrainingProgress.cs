namespace Lamina.Torch.Training;

/// <summary>Where a training is.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Epochs">How many there are.</param>
/// <param name="Batch">Batches done in this epoch.</param>
/// <param name="Batches">Batches an epoch.</param>
/// <param name="Loss">Mean training loss of this epoch so far.</param>
/// <param name="Top1">Training accuracy of this epoch so far.</param>
/// <param name="ImagesPerSecond">Speed since the training was started or resumed.</param>
/// <param name="Left">Estimated time to the end.</param>
/// <param name="Finished">The epoch's row, once it is done.</param>
public sealed record TrainingProgress(
    int Epoch, int Epochs, int Batch, int Batches, double Loss, double Top1, double ImagesPerSecond, TimeSpan Left, EpochRow? Finished);
