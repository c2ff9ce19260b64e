namespace Lamina.Cli.Bench.Serve.Memory;

/// <summary>What an enclave may hold after many requests: 1.3 x (weights + runs at a time x peak activations) + 64 MB.</summary>
/// <param name="Weights">Bytes of weights of head and tail.</param>
/// <param name="Activations">Peak bytes of activations of one run of the head.</param>
/// <param name="Runs">Runs at a time.</param>
internal sealed record MemoryGoal(long Weights, long Activations, int Runs)
{
    private const double Factor = 1.3;
    private const double Fixed = 64e6;

    /// <summary>The goal in bytes.</summary>
    public double Bytes => (Factor * (Weights + (Runs * Activations))) + Fixed;

    /// <summary>The goal for a plan; null where the head's peak is not known, because a shape is free.</summary>
    public static MemoryGoal? Of(ServeJob job, int runs)
    {
        if (job.HeadPeakBytes is not { } peak)
        {
            return null;
        }

        // The files are weights and a graph of some kilobytes.
        long head = job.Plan.Head.Files().Sum(file => file.Bytes);
        long tail = job.Plan.Tail?.Files().Sum(file => file.Bytes) ?? 0;
        return new MemoryGoal(head + tail, Math.Max(0, peak - head), runs);
    }
}
