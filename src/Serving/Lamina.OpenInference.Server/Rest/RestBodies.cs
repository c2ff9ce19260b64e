namespace Lamina.OpenInference.Server.Rest;

/// <summary>Descriptions and counts in the shape of their JSON.</summary>
internal static class RestBodies
{
    public static ModelBody Metadata(ModelDescription model) =>
        new(model.Name, model.Versions, model.Platform, [.. model.Inputs.Select(Tensor)], [.. model.Outputs.Select(Tensor)]);

    public static ConfigBody Config(ModelDescription model)
    {
        ConfigTensors tensors = ConfigTensors.Of(model);
        return new ConfigBody(
            model.Name,
            model.Platform,
            ConfigTensors.Backend,
            model.MaxBatchSize,
            [.. tensors.Inputs.Select(ConfigTensor)],
            [.. tensors.Outputs.Select(ConfigTensor)],
            model.MaxBatchSize > 0 ? new BatchingBody((long)model.MaxQueueDelay.TotalMicroseconds) : null);
    }

    public static ModelStatsBody Statistics(ModelDescription model, ModelCounts counts) => new(
        model.Name,
        model.Versions[^1],
        counts.LastInference?.ToUnixTimeMilliseconds() ?? 0,
        counts.Rows,
        counts.Runs,
        new StatsDurationsBody(Span(counts.Success), Span(counts.Failure), Span(counts.Queue), Span(counts.Input), Span(counts.Infer), Span(counts.Output)),
        [.. counts.Batches.Select(batch => new BatchStatsBody(batch.BatchSize, new DurationBody(0, 0), Span(batch.Infer), new DurationBody(0, 0)))]);

    private static TensorBody Tensor(TensorDescription tensor) => new(tensor.Name, tensor.DataType.Name(), tensor.Shape);

    private static ConfigTensorBody ConfigTensor(TensorDescription tensor) => new(tensor.Name, ConfigTensors.TypeName(tensor.DataType), tensor.Shape);

    private static DurationBody Span(Duration duration) => new(duration.Count, (long)duration.Time.TotalNanoseconds);
}
