using System.Runtime.InteropServices;

namespace Lamina.OpenInference.Server.Tests;

/// <summary>
/// A hand-written model <c>double it</c>: <c>x</c> FP32[-1,2] gives <c>y</c> = 2x and <c>sum</c> FP32[1]. Tests set <see cref="Answer"/> to fail or wait.
/// </summary>
internal sealed class FakeBackend : IInferenceBackend
{
    public const string Model = "double it";

    public ServerDescription Server { get; } = new("fake", "1.0", OipServer.Extensions);

    public bool IsReady { get; set; } = true;

    public IReadOnlyList<ModelDescription> Models { get; } =
    [
        new ModelDescription
        {
            Name = Model,
            Versions = ["1", "7"],
            Platform = "fake",
            Inputs = [new("x", DataType.Fp32, [-1, 2])],
            Outputs = [new("y", DataType.Fp32, [-1, 2]), new("sum", DataType.Fp32, [1])],
            MaxBatchSize = 4,
            MaxQueueDelay = TimeSpan.FromMilliseconds(2),
        },
        new ModelDescription { Name = "text", Inputs = [new("s", DataType.Bytes, [1])], Outputs = [new("s", DataType.Bytes, [1])] },
    ];

    public Func<InferRequest, CancellationToken, ValueTask<Outcome<InferResponse>>>? Answer { get; set; }

    public InferRequest? Last { get; private set; }

    public ModelCounts Counts(ModelDescription model) => ModelCounts.Empty with
    {
        LastInference = DateTimeOffset.UnixEpoch.AddSeconds(5),
        Rows = 12,
        Runs = 3,
        Success = new Duration(4, TimeSpan.FromMicroseconds(8)),
        Batches = [new BatchCounts(4, new Duration(3, TimeSpan.FromMicroseconds(6)))],
    };

    public ValueTask<Outcome<InferResponse>> InferAsync(InferRequest request, CancellationToken cancellation)
    {
        Last = request;
        return Answer?.Invoke(request, cancellation) ?? new ValueTask<Outcome<InferResponse>>(Double(request));
    }

    private Outcome<InferResponse> Double(InferRequest request)
    {
        if (!((IInferenceBackend)this).TryFind(request.ModelName, request.ModelVersion, out ModelDescription? model, out OipFault? fault))
        {
            return fault;
        }

        if (model.Name == "text")
        {
            return new InferResponse { ModelName = "text", ModelVersion = "1", Id = request.Id, Outputs = request.Inputs };
        }

        if (request.Inputs is not [{ Name: "x", DataType: DataType.Fp32, Shape: [_, 2] } x])
        {
            return OipFault.Invalid("wanted x FP32[-1,2]");
        }

        float[] doubled = [.. MemoryMarshal.Cast<byte, float>(x.Data.Span).ToArray().Select(value => 2 * value)];
        InferTensor[] all =
        [
            new("y", DataType.Fp32, x.Shape, MemoryMarshal.AsBytes<float>(doubled).ToArray()),
            new("sum", DataType.Fp32, [1], BitConverter.GetBytes(doubled.Sum())),
        ];
        return new InferResponse
        {
            ModelName = model.Name,
            ModelVersion = "7",
            Id = request.Id,
            Outputs = request.Outputs.Count == 0 ? all : [.. request.Outputs.Select(asked => all.Single(output => output.Name == asked.Name))],
        };
    }
}
