using Lamina.OpenInference;
using Lamina.Plans;
using Lamina.Runtime;
using TensorSpec = Lamina.Runtime.TensorSpec;

namespace Lamina.Cli.Bench.Serve;

/// <summary>
/// Plain ONNX Runtime in this process, no network and no copies: the whole model, the least that an answer can cost; or the parts of a plan one after
/// the other, which is that and what the cut itself costs.
/// </summary>
internal sealed class InProcessContender : Contender
{
    private readonly IReadOnlyList<Session> _parts;
    private readonly IReadOnlyList<string> _outputs;

    private InProcessContender(IReadOnlyList<Session> parts, IReadOnlyList<string> outputs) => (_parts, _outputs) = (parts, outputs);

    /// <summary>How each session spends the cores.</summary>
    public required ThreadSetting Threads { get; init; }

    /// <inheritdoc/>
    public override bool Blocks => true;

    /// <summary>Loads the whole model.</summary>
    public static InProcessContender Whole(ServeJob job, ThreadSetting setting) => Start(job, [job.ModelPath], setting);

    /// <summary>Loads head, body and, where there is one, tail.</summary>
    public static InProcessContender Parts(ServeJob job, ThreadSetting setting) =>
        Start(job, [.. new[] { job.Plan.Head, job.Plan.Body, job.Plan.Tail }.OfType<PlanPart>().Select(part => Path.Combine(job.Folder, part.File))], setting);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<InferTensor>> AskAsync(IReadOnlyList<InferTensor> input, CancellationToken cancellation)
    {
        Dictionary<string, TensorBuffer> known = [];
        try
        {
            foreach ((InferTensor tensor, TensorSpec spec) in input.Zip(_parts[0].Inputs))
            {
                TensorBuffer buffer = TensorBuffer.Allocate(spec.Type, tensor.Shape);
                known.Add(spec.Name, buffer);
                tensor.Data.Span.CopyTo(buffer.Bytes);
            }

            foreach (Session part in _parts)
            {
                foreach ((string name, TensorBuffer made) in part.Run(part.Inputs.ToDictionary(taken => taken.Name, taken => known[taken.Name]), cancellation: cancellation))
                {
                    known.Add(name, made);
                }
            }

            return ValueTask.FromResult<IReadOnlyList<InferTensor>>([.. _outputs.Select(name => new InferTensor(name, DataType.Fp32, known[name].Shape.ToArray(), known[name].Bytes.ToArray()))]);
        }
        finally
        {
            foreach (TensorBuffer buffer in known.Values)
            {
                buffer.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        foreach (Session part in _parts)
        {
            part.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private static InProcessContender Start(ServeJob job, IReadOnlyList<string> files, ThreadSetting setting)
    {
        SessionSettings settings = new() { Threads = new ThreadPolicy { ThreadsPerRun = setting.Threads, ConcurrentRuns = setting.Runs } };
        return new InProcessContender([.. files.Select(file => Session.Load(file, settings))], [.. job.Plan.Outputs.Select(output => output.Name)]) { Setting = setting.ToString(), Threads = setting };
    }
}
