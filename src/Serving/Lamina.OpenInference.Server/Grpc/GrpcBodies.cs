using Lamina.OpenInference.Wire;

namespace Lamina.OpenInference.Server.Grpc;

/// <summary>Configuration and counts as gRPC messages.</summary>
internal static class GrpcBodies
{
    public static ModelConfig Config(ModelDescription model)
    {
        ConfigTensors tensors = ConfigTensors.Of(model);
        var message = new ModelConfig { Name = model.Name, Platform = model.Platform, Backend = ConfigTensors.Backend, MaxBatchSize = model.MaxBatchSize };
        foreach (TensorDescription input in tensors.Inputs)
        {
            var tensor = new ModelInput { Name = input.Name, DataType = (ConfigDataType)input.DataType };
            tensor.Dims.AddRange(input.Shape);
            message.Input.Add(tensor);
        }

        foreach (TensorDescription output in tensors.Outputs)
        {
            var tensor = new ModelOutput { Name = output.Name, DataType = (ConfigDataType)output.DataType };
            tensor.Dims.AddRange(output.Shape);
            message.Output.Add(tensor);
        }

        if (model.MaxBatchSize > 0)
        {
            message.DynamicBatching = new ModelDynamicBatching { MaxQueueDelayMicroseconds = (ulong)model.MaxQueueDelay.TotalMicroseconds };
        }

        return message;
    }

    public static ModelStatistics Statistics(ModelDescription model, ModelCounts counts)
    {
        var message = new ModelStatistics
        {
            Name = model.Name,
            Version = model.Versions[^1],
            LastInference = (ulong)(counts.LastInference?.ToUnixTimeMilliseconds() ?? 0),
            InferenceCount = (ulong)counts.Rows,
            ExecutionCount = (ulong)counts.Runs,
            InferenceStats = new InferStatistics
            {
                Success = Span(counts.Success),
                Fail = Span(counts.Failure),
                Queue = Span(counts.Queue),
                ComputeInput = Span(counts.Input),
                ComputeInfer = Span(counts.Infer),
                ComputeOutput = Span(counts.Output),
            },
        };
        message.BatchStats.AddRange(counts.Batches.Select(batch => new InferBatchStatistics { BatchSize = (ulong)batch.BatchSize, ComputeInfer = Span(batch.Infer) }));
        return message;
    }

    private static StatisticDuration Span(Duration duration) => new() { Count = (ulong)duration.Count, Ns = (ulong)duration.Time.TotalNanoseconds };
}
