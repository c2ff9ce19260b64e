using Lamina.Torch;

namespace Lamina.Privacy.Bench.Attacks;

/// <summary>What a suite of known answers needs.</summary>
public sealed record SuiteRequest
{
    /// <summary>Folder of models with their preprocessing files (reference), or the trained network's file (he2019, controls).</summary>
    public required string Model { get; init; }

    /// <summary>Folder or archive of pictures.</summary>
    public required string Data { get; init; }

    /// <summary>Attack time per cut: processor time of all processors. Default ten minutes.</summary>
    public TimeSpan PerCut { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Cuts to run, by name; empty, the default, for all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Folder for reconstructions and checkpoints; null keeps none.</summary>
    public string? Out { get; init; }

    /// <summary>Decides roles, weights and batches. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Threads of the arithmetic; 0, the default, for all processors.</summary>
    public int Threads { get; init; }

    /// <summary>What the attacks of the suite reference are computed in. Default <see cref="Precision.Float32"/>.</summary>
    public Precision Precision { get; init; }

    /// <summary>Pictures of another kind than the victims' (he2019): an adversary who has only those; null for none.</summary>
    public string? Shifted { get; init; }

    /// <summary>The commit that is measured; null where it is not known.</summary>
    public string? Commit { get; init; }

    /// <summary>True for a cut that is to be run.</summary>
    internal bool Wants(string cut) => Only.Count == 0 || Only.Contains(cut, StringComparer.OrdinalIgnoreCase);
}
