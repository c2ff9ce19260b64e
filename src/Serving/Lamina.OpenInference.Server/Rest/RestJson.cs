using System.Text.Json.Serialization;

namespace Lamina.OpenInference.Server.Rest;

internal sealed record LiveBody(bool Live);

internal sealed record ReadyBody(bool Live, bool Ready);

internal sealed record ModelReadyBody(string Name, bool Ready);

internal sealed record ErrorBody(string Error);

internal sealed record ServerBody(string Name, string Version, IReadOnlyList<string> Extensions);

internal sealed record TensorBody(string Name, string Datatype, IReadOnlyList<long> Shape);

internal sealed record ModelBody(string Name, IReadOnlyList<string> Versions, string Platform, IReadOnlyList<TensorBody> Inputs, IReadOnlyList<TensorBody> Outputs);

internal sealed record ConfigTensorBody(string Name, string DataType, IReadOnlyList<long> Dims);

internal sealed record BatchingBody(long MaxQueueDelayMicroseconds);

internal sealed record ConfigBody(
    string Name, string Platform, string Backend, int MaxBatchSize, IReadOnlyList<ConfigTensorBody> Input, IReadOnlyList<ConfigTensorBody> Output, BatchingBody? DynamicBatching);

internal sealed record IndexBody(string Name, string Version, string State, string Reason);

internal sealed record DurationBody(long Count, long Ns);

internal sealed record StatsDurationsBody(
    DurationBody Success, DurationBody Fail, DurationBody Queue, DurationBody ComputeInput, DurationBody ComputeInfer, DurationBody ComputeOutput);

internal sealed record BatchStatsBody(int BatchSize, DurationBody ComputeInput, DurationBody ComputeInfer, DurationBody ComputeOutput);

internal sealed record ModelStatsBody(
    string Name, string Version, long LastInference, long InferenceCount, long ExecutionCount, StatsDurationsBody InferenceStats, IReadOnlyList<BatchStatsBody> BatchStats);

internal sealed record StatsBody(IReadOnlyList<ModelStatsBody> ModelStats);

/// <summary>The JSON of every call but inference, with the protocol's snake_case names.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LiveBody))]
[JsonSerializable(typeof(ReadyBody))]
[JsonSerializable(typeof(ModelReadyBody))]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(ServerBody))]
[JsonSerializable(typeof(ModelBody))]
[JsonSerializable(typeof(ConfigBody))]
[JsonSerializable(typeof(IReadOnlyList<IndexBody>))]
[JsonSerializable(typeof(StatsBody))]
internal sealed partial class RestJson : JsonSerializerContext;
