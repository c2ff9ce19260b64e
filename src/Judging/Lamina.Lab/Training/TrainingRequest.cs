using Lamina.Data.Loading;
using Lamina.Torch;
using Lamina.Torch.Training;

namespace Lamina.Lab.Training;

/// <summary>What <c>train</c> was asked.</summary>
internal sealed record TrainingRequest
{
    /// <summary>The model to start from.</summary>
    public required string Model { get; init; }

    /// <summary>Its preprocessing file, or null for the one beside it.</summary>
    public string? Preprocess { get; init; }

    /// <summary>Folder or zip of pictures.</summary>
    public required string Data { get; init; }

    /// <summary>Where the trained model goes.</summary>
    public required string Out { get; init; }

    /// <summary>Share held out where the data has no split of its own for it.</summary>
    public double Validation { get; init; } = 0.05;

    /// <summary>Tensor or label up to which the model stays as it is; null trains all of it.</summary>
    public string? Freeze { get; init; }

    /// <summary>Threads of the arithmetic; 0 for all.</summary>
    public int Threads { get; init; }

    /// <summary>What to compute in; null for what this processor is faster at.</summary>
    public Precision? Precision { get; init; }

    /// <summary>Replace another job's results.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Changes of the training pictures.</summary>
    public Augmentation Augmentation { get; init; } = new();

    /// <summary>How to train.</summary>
    public TrainingOptions Options { get; init; } = new();
}
