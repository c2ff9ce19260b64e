using Lamina.OpenInference;
using Lamina.OpenInference.Client;

namespace Lamina.Enclave.Workers;

/// <summary>One worker: its connection, how busy it is, and whether it is worth asking. Safe for concurrent use.</summary>
internal sealed class Worker(OipClient client, Circuit circuit) : IDisposable
{
    private int _inFlight;

    /// <summary>Whether it is worth asking.</summary>
    public Circuit Circuit { get; } = circuit;

    /// <summary>Requests it has not answered yet.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Sends a request after <see cref="Circuit.TryEnter"/> allowed it.</summary>
    public async Task<OipReply<InferResponse>> InferAsync(InferRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _inFlight);
        try
        {
            OipReply<InferResponse> reply = await client.InferAsync(request, cancellationToken);
            if (reply.Failure is OipFailure.Cancelled)
            {
                // The client gave up: that says nothing about the worker.
                Circuit.Abandon();
            }
            else
            {
                Circuit.Report(good: !reply.Failure.MayBeRetried());
            }

            return reply;
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}
