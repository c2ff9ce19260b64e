using Lamina.Onnx.Tensors;

namespace Lamina.Models.Initializing;

/// <summary>Where a network's weights come from.</summary>
internal interface IWeights
{
    /// <summary>The weight's float32 values; called once per weight.</summary>
    TensorPayload Payload(WeightSlot slot);
}
