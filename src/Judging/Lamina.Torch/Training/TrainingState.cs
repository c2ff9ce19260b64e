namespace Lamina.Torch.Training;

/// <summary>All that a training must know to go on as if it had never stopped, beside weights and optimizer.</summary>
internal sealed record TrainingState
{
    /// <summary>What the job is: options, model, data. Another job's state is refused.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Epochs done.</summary>
    public int Epoch { get; init; }

    /// <summary>Batches done in the current epoch.</summary>
    public int Batch { get; init; }

    /// <summary>Sum of the losses of the current epoch's pictures.</summary>
    public double LossSum { get; init; }

    /// <summary>Right answers in the current epoch.</summary>
    public long Hits { get; init; }

    /// <summary>Pictures seen in the current epoch.</summary>
    public long Seen { get; init; }

    /// <summary>Seconds spent in the current epoch.</summary>
    public double Seconds { get; init; }

    /// <summary>Epochs in a row without a better validation accuracy.</summary>
    public int Waited { get; init; }

    /// <summary>Finished epochs.</summary>
    public IReadOnlyList<EpochRow> Rows { get; init; } = [];
}
