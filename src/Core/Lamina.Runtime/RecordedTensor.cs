using Lamina.Onnx;

namespace Lamina.Runtime;

/// <summary>Type and shape that a tensor had in a recording run.</summary>
/// <param name="Type">Type of the elements.</param>
/// <param name="Shape">Lengths of the axes, outermost first.</param>
public sealed record RecordedTensor(ElementType Type, IReadOnlyList<long> Shape)
{
    /// <summary>Such as <c>float 1x64x112x112</c>.</summary>
    public override string ToString() => $"{Type.Name()} {TensorSize.Text([.. Shape])}";
}
