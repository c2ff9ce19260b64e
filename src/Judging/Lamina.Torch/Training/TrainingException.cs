namespace Lamina.Torch.Training;

/// <summary>A training cannot start or go on: its model does not fit its data, or a checkpoint is of another job. The message is one sentence.</summary>
/// <param name="message">The sentence.</param>
/// <param name="inner">What caused it, if anything.</param>
public sealed class TrainingException(string message, Exception? inner = null) : Exception(message, inner);
