using System.Runtime.InteropServices;
using System.Text;
using Lamina.Models.Initializing;
using Lamina.Onnx.Tensors;

namespace Lamina.Models.Tests.Zoo;

/// <summary>
/// Weights by a formula that the reference values were made with too: FNV-1a of the name seeds SplitMix64, whose upper 24 bits are u in 0..1; a variance is 0.5 + u,
/// a mean or bias 0.2 (u - 0.5), any other vector 0.5 + u, a kernel (2 u - 1) sqrt(6 / fan-in).
/// </summary>
internal sealed class FormulaWeights : IWeights
{
    public TensorPayload Payload(WeightSlot slot) => TensorPayload.OfStream(slot.Count * sizeof(float), () => new MemoryStream(Values(slot), writable: false));

    private static byte[] Values(WeightSlot slot)
    {
        SplitMix random = new(Encoding.UTF8.GetBytes(slot.Name).Aggregate(0xCBF29CE484222325UL, (hash, letter) => (hash ^ letter) * 0x100000001B3));
        double fanIn = slot.Shape.Skip(1).Aggregate(1L, (product, length) => product * length);
        Func<double, double> form = slot.Name.EndsWith("running_var", StringComparison.Ordinal) ? u => 0.5 + u
            : slot.Name.EndsWith("running_mean", StringComparison.Ordinal) || slot.Name.EndsWith("bias", StringComparison.Ordinal) ? u => (u - 0.5) * 0.2
            : slot.Shape.Length == 1 ? u => 0.5 + u
            : u => ((2 * u) - 1) * Math.Sqrt(6 / fanIn);
        byte[] bytes = new byte[slot.Count * sizeof(float)];
        Span<float> values = MemoryMarshal.Cast<byte, float>(bytes.AsSpan());
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)form((random.Next() >> 40) / 16777216.0);
        }

        return bytes;
    }
}
