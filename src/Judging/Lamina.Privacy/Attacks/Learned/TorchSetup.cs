using TorchSharp;

namespace Lamina.Privacy.Attacks.Learned;

/// <summary>What every attack does before it makes a network.</summary>
internal static class TorchSetup
{
    /// <summary>Images whose features set the scale of the channels.</summary>
    public const int ScalingImages = 64;

    /// <summary>Threads and seed: the same context gives the same weights.</summary>
    public static void Prepare(AttackContext context)
    {
        torch.set_num_threads(context.Threads > 0 ? context.Threads : Environment.ProcessorCount);
        torch.manual_seed(context.Seed);
    }
}
