using Lamina.Onnx.Shapes;

namespace Lamina.Onnx.Inspection;

/// <summary>A cut and what it costs. Sizes are for one sample (batch 1). What static inference could not find is null; a recording run can supply it.</summary>
public sealed record CutDescription
{
    /// <summary>The tensors, in execution order.</summary>
    public required IReadOnlyList<string> Tensors { get; init; }

    /// <summary>A readable name, unique in the model; those of several tensors are joined by '+'.</summary>
    public required string Label { get; init; }

    /// <summary>Type and shape of each tensor; named axes keep their names.</summary>
    public required IReadOnlyList<TensorType> Types { get; init; }

    /// <summary>Bytes that cross, shapes left aside.</summary>
    public required long? Bytes { get; init; }

    /// <summary>Bytes that cross for each byte of the model's inputs.</summary>
    public required double? Expansion { get; init; }

    /// <summary>Multiply-accumulate operations of the head.</summary>
    public required long? MacsBefore { get; init; }

    /// <summary>Elements of the head's weights.</summary>
    public required long ParametersBefore { get; init; }

    /// <summary>Bytes the head needs at once: its weights and the most activations alive together, in execution order, freed at their last use.</summary>
    public required long? HeadPeakBytes { get; init; }

    /// <summary>Integer tensors that cross too, because the body needs a shape that does not follow from the cut. Usually none.</summary>
    public required IReadOnlyList<string> ShapeTensors { get; init; }
}
