using Lamina.OpenInference;
using Lamina.Onnx;

namespace Lamina.Worker.Models;

/// <summary>ONNX element types by the protocol's names.</summary>
internal static class TensorTypes
{
    private static readonly (ElementType Onnx, DataType Wire)[] Pairs =
    [
        (ElementType.Bool, DataType.Bool),
        (ElementType.UInt8, DataType.UInt8),
        (ElementType.UInt16, DataType.UInt16),
        (ElementType.UInt32, DataType.UInt32),
        (ElementType.UInt64, DataType.UInt64),
        (ElementType.Int8, DataType.Int8),
        (ElementType.Int16, DataType.Int16),
        (ElementType.Int32, DataType.Int32),
        (ElementType.Int64, DataType.Int64),
        (ElementType.Float16, DataType.Fp16),
        (ElementType.Float, DataType.Fp32),
        (ElementType.Double, DataType.Fp64),
        (ElementType.BFloat16, DataType.Bf16),
    ];

    /// <summary>Null for types that have no fixed size or that the protocol does not know.</summary>
    public static DataType? ToWire(ElementType type)
    {
        foreach ((ElementType onnx, DataType wire) in Pairs)
        {
            if (onnx == type)
            {
                return wire;
            }
        }

        return null;
    }

    public static ElementType ToOnnx(DataType type) => Array.Find(Pairs, pair => pair.Wire == type).Onnx;
}
