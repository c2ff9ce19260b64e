using Lamina.Onnx;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Lamina.Runtime;

/// <summary>Element types of this product and of ONNX Runtime; both number them as ONNX does (TensorProto.DataType).</summary>
internal static class OrtTypes
{
    public static TensorElementType ToOrt(this ElementType type) => (TensorElementType)(int)type;

    public static ElementType FromOrt(TensorElementType type) => (ElementType)(int)type;
}
