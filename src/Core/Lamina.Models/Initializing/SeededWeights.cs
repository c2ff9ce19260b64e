using Lamina.Onnx.Tensors;

namespace Lamina.Models.Initializing;

/// <summary>Untrained weights: the same bits for the same seed and name on every platform.</summary>
internal sealed class SeededWeights(long seed) : IWeights
{
    public TensorPayload Payload(WeightSlot slot) =>
        TensorPayload.OfStream(slot.Count * sizeof(float), () => new SeededStream(slot.Initialization, new SplitMix(seed, slot.Name), slot.Count));
}
