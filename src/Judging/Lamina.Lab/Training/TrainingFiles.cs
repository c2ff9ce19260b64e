namespace Lamina.Lab.Training;

/// <summary>What a training leaves: the model, its preprocessing, and a folder with checkpoint, rows, curve and record.</summary>
/// <param name="Model">Path of the trained model.</param>
internal sealed record TrainingFiles(string Model)
{
    /// <summary>The folder beside the model.</summary>
    public string Folder { get; } = Path.ChangeExtension(Model, null) + ".training";

    /// <summary>State to go on from.</summary>
    public string Checkpoint => Path.Combine(Folder, "checkpoint.bin");

    /// <summary>One line an epoch.</summary>
    public string Rows => Path.Combine(Folder, "epochs.csv");

    /// <summary>Loss and accuracy over epochs.</summary>
    public string Curve => Path.Combine(Folder, "curve.svg");

    /// <summary>Options, seeds, digests.</summary>
    public string Record => Path.Combine(Folder, "run.json");
}
