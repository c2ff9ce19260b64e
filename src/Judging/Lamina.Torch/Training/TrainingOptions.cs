using System.Text.Json.Serialization;

namespace Lamina.Torch.Training;

/// <summary>Which optimizer changes the weights.</summary>
public enum OptimizerKind
{
    /// <summary>AdamW (arXiv 1711.05101), betas 0.9 and 0.999.</summary>
    AdamW,

    /// <summary>Stochastic gradient descent with Nesterov momentum.</summary>
    Sgd,
}

/// <summary>How a classifier is trained. All of it decides the result, so all of it is part of the job's fingerprint.</summary>
public sealed record TrainingOptions
{
    /// <summary>Passes over the training pictures, 1 to 10,000. Default 30.</summary>
    public int Epochs { get; init; } = 30;

    /// <summary>Pictures a step, 2 to 4096. Default 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Default <see cref="OptimizerKind.AdamW"/>.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.AdamW;

    /// <summary>Highest learning rate, above 0. Default 0.001.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Weight decay of weights with more than one axis, 0 to 1. Biases and normalisations do not decay. Default 0.05.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>Momentum of <see cref="OptimizerKind.Sgd"/>, 0 to 1. Default 0.9.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Epochs (or parts) over which the learning rate rises from 0, before it falls along a cosine to 0. Default 1.</summary>
    public double WarmUpEpochs { get; init; } = 1;

    /// <summary>Share of the target that is spread over all classes, 0 to 1. Default 0.1.</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>Weigh classes by the inverse of how often they occur. Default false.</summary>
    public bool BalanceClasses { get; init; }

    /// <summary>End after this many epochs without a better validation accuracy, and take the best; 0 never, and take the last. Default 0.</summary>
    public int Patience { get; init; }

    /// <summary>Smaller pictures in the first epochs. Default none. The model must take pictures of any size.</summary>
    [JsonIgnore]
    public SideSchedule Sides { get; init; } = SideSchedule.Full;

    /// <summary>What convolutions and matrix products are computed in. Default float32.</summary>
    [JsonIgnore]
    public Precision Precision { get; init; }

    /// <summary>Seeds shuffling, augmentation and dropout. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>All faults at once; empty if valid.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> faults = [];
        void Check(bool valid, string fault)
        {
            if (!valid)
            {
                faults.Add(fault);
            }
        }

        Check(Epochs is >= 1 and <= 10_000, $"epochs is {Epochs}, 1 to 10000 are possible");
        Check(BatchSize is >= 2 and <= 4096, $"batch size is {BatchSize}, 2 to 4096 are possible");
        Check(LearningRate is > 0 and <= 100, $"learning rate is {LearningRate}, above 0 up to 100 is possible");
        Check(WeightDecay is >= 0 and <= 1, $"weight decay is {WeightDecay}, 0 to 1 is possible");
        Check(Momentum is >= 0 and < 1, $"momentum is {Momentum}, 0 up to below 1 is possible");
        Check(WarmUpEpochs >= 0 && WarmUpEpochs <= Epochs, $"warm-up is {WarmUpEpochs} epochs, 0 to {Epochs} are possible");
        Check(LabelSmoothing is >= 0 and < 1, $"label smoothing is {LabelSmoothing}, 0 up to below 1 is possible");
        Check(Sides.Epochs < Epochs, $"sides are given for {Sides.Epochs} of {Epochs} epochs, the last epoch must see the model's own size");
        Check(Patience >= 0, $"patience is {Patience}, 0 or more is possible");
        return faults;
    }
}
