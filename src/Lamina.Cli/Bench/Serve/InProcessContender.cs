using Lamina.OpenInference;
using Lamina.Runtime;

namespace Lamina.Cli.Bench.Serve;

/// <summary>Plain ONNX Runtime on the whole model, in this process, no network and no copies: the least that an answer can cost.</summary>
internal sealed class InProcessContender(Session session) : Contender
{
    /// <inheritdoc/>
    public override bool Blocks => true;

    /// <summary>Loads the model.</summary>
    public static InProcessContender Start(string model, ThreadSetting setting) =>
        new(Session.Load(model, new SessionSettings { Threads = new ThreadPolicy { ThreadsPerRun = setting.Threads, ConcurrentRuns = setting.Runs } })) { Setting = setting.ToString() };

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<InferTensor>> AskAsync(IReadOnlyList<InferTensor> input, CancellationToken cancellation)
    {
        Dictionary<string, TensorBuffer> inputs = [];
        try
        {
            foreach ((InferTensor tensor, TensorSpec spec) in input.Zip(session.Inputs))
            {
                TensorBuffer buffer = TensorBuffer.Allocate(spec.Type, tensor.Shape);
                inputs.Add(spec.Name, buffer);
                tensor.Data.Span.CopyTo(buffer.Bytes);
            }

            using TensorDictionary outputs = session.Run(inputs, cancellation: cancellation);
            return ValueTask.FromResult<IReadOnlyList<InferTensor>>([.. session.Outputs.Select(spec => new InferTensor(spec.Name, DataType.Fp32, outputs[spec.Name].Shape.ToArray(), outputs[spec.Name].Bytes.ToArray()))]);
        }
        finally
        {
            foreach (TensorBuffer buffer in inputs.Values)
            {
                buffer.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        session.Dispose();
        return ValueTask.CompletedTask;
    }
}
