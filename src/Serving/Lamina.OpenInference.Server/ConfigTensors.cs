namespace Lamina.OpenInference.Server;

/// <summary>Tensors as Triton's model configuration has them: without the batch dimension where the model batches.</summary>
internal sealed record ConfigTensors(IReadOnlyList<TensorDescription> Inputs, IReadOnlyList<TensorDescription> Outputs)
{
    public const string Backend = "onnxruntime";

    public static ConfigTensors Of(ModelDescription model) => model.MaxBatchSize == 0
        ? new ConfigTensors(model.Inputs, model.Outputs)
        : new ConfigTensors([.. model.Inputs.Select(WithoutBatch)], [.. model.Outputs.Select(WithoutBatch)]);

    public static string TypeName(DataType type) => type == DataType.Bytes ? "TYPE_STRING" : $"TYPE_{type.Name()}";

    private static TensorDescription WithoutBatch(TensorDescription tensor) => tensor with { Shape = [.. tensor.Shape.Skip(1)] };
}
