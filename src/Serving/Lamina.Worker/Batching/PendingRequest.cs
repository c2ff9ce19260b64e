using Lamina.OpenInference;

namespace Lamina.Worker.Batching;

/// <summary>A checked request on its way through the queue.</summary>
internal sealed class PendingRequest(InferRequest request, int rows, long arrived, CancellationToken cancellation)
{
    // Continuations run elsewhere: the thread that ran the model goes back to running models.
    private readonly TaskCompletionSource<Outcome<InferResponse>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public InferRequest Request { get; } = request;

    /// <summary>Rows of its inputs; 1 where the model does not batch.</summary>
    public int Rows { get; } = rows;

    /// <summary>Time stamp of its arrival.</summary>
    public long Arrived { get; } = arrived;

    /// <summary>The peer no longer waits.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    public Task<Outcome<InferResponse>> Answer => _answer.Task;

    public void Complete(Outcome<InferResponse> outcome) => _answer.TrySetResult(outcome);

    /// <summary>Passes on what should not have happened, unless the request is answered already.</summary>
    public void Fail(Exception unforeseen) => _answer.TrySetException(unforeseen);

    /// <summary>Whether both may share a run: the same shapes but for the first dimension.</summary>
    public bool FitsWith(PendingRequest other)
    {
        foreach (InferTensor input in Request.Inputs)
        {
            InferTensor? same = other.Request.Inputs.FirstOrDefault(tensor => tensor.Name == input.Name);
            if (same is null || !same.Shape.AsSpan(1).SequenceEqual(input.Shape.AsSpan(1)))
            {
                return false;
            }
        }

        return true;
    }
}
