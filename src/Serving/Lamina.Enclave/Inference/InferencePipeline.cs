using Lamina.Enclave.Loading;
using Lamina.Enclave.Workers;
using Lamina.OpenInference;
using Lamina.Plans;
using Lamina.Runtime;

namespace Lamina.Enclave.Inference;

/// <summary>
/// Steps 4 to 7 of an opened request: head here, body on a worker, tail here again. Safe for concurrent use.
/// Everything computed from an input lies in native buffers that are zeroed when the request ends.
/// </summary>
internal sealed class InferencePipeline(LoadedPlan loaded, WorkerPool workers, TensorPool buffers)
{
    private readonly Plan _plan = loaded.Plan;

    /// <summary>Computes the plan's outputs.</summary>
    /// <param name="request">The opened request.</param>
    /// <param name="clock">Is told when steps 4 to 7 end.</param>
    /// <param name="cancellationToken">The request's end.</param>
    /// <returns>The outputs, the caller's to dispose.</returns>
    /// <exception cref="EnclaveFaultException">There is no answer; says which step failed and whose doing it was.</exception>
    public async Task<OwnedTensors> RunAsync(InferRequest request, StepClock clock, CancellationToken cancellationToken)
    {
        // 4. Exactly the plan's shapes; then the head.
        RequestCheck.Check(request, _plan);
        using OwnedTensors features = new(_plan.Head.Outputs, buffers);
        using (OwnedTensors inputs = new(_plan.Head.Inputs, buffers))
        {
            foreach (InferTensor given in request.Inputs)
            {
                given.Data.Span.CopyTo(inputs[given.Name].Bytes);
            }

            await RunAsync(loaded.Head, inputs, features, step: 4, cancellationToken);
        }

        clock.End(4);

        // 5. and 6. What the body takes goes out and nothing else, in a request that is built from the plan alone.
        InferTensor[] checkedAnswer = await workers.InferAsync(features, clock, cancellationToken);
        OwnedTensors outputs = new(_plan.Outputs, buffers);
        try
        {
            if (loaded.Tail is null)
            {
                Copy(checkedAnswer, outputs);
            }
            else
            {
                using OwnedTensors tailInputs = new(_plan.Tail!.Inputs, buffers);
                Copy(checkedAnswer, tailInputs, features);
                await RunAsync(loaded.Tail, tailInputs, outputs, step: 7, cancellationToken);
            }

            clock.End(7);
            return outputs;
        }
        catch
        {
            outputs.Dispose();
            throw;
        }
    }

    /// <summary>Fills every buffer: from the worker's answer, or, for shapes that the tail takes too, from the head.</summary>
    /// <exception cref="KeyNotFoundException">Nobody gave the tensor. A valid plan has none of these; zeros would pass for an answer.</exception>
    private static void Copy(InferTensor[] from, OwnedTensors to, OwnedTensors? features = null)
    {
        foreach ((string name, TensorBuffer buffer) in to)
        {
            InferTensor? answered = Array.Find(from, tensor => tensor.Name == name);
            ReadOnlySpan<byte> given = answered is not null ? answered.Data.Span
                : features is not null ? features[name].Bytes
                : throw new KeyNotFoundException("A tensor is given by no part.");
            given.CopyTo(buffer.Bytes);
        }
    }

    private static async Task RunAsync(Session session, OwnedTensors inputs, OwnedTensors outputs, int step, CancellationToken cancellationToken)
    {
        try
        {
            await session.RunAsync(inputs, outputs, cancellationToken);
        }
        catch (InferenceException fault)
        {
            // The message names tensors and shapes of the plan, never values; the worker's features can make a tail fail, the client's input a head.
            throw new EnclaveFaultException(new EnclaveFault(500, step, Party.Enclave, fault.Message));
        }
    }
}
