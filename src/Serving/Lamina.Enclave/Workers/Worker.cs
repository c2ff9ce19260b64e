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

    /// <summary>Sends a request after <see cref="Circuit.TryEnter"/> allowed it. The caller judges the answer and reports to <see cref="Circuit"/>.</summary>
    public async Task<OipReply<InferResponse>> InferAsync(InferRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _inFlight);
        try
        {
            return await client.InferAsync(request, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    /// <summary>Asks whether it is ready for a model, and tells <see cref="Circuit"/>.</summary>
    public async Task ProbeAsync(string model, CancellationToken cancellationToken)
    {
        OipReply<OipReadiness> reply = await client.ModelReadyAsync(model, cancellation: cancellationToken);

        CallEnd? end = reply.Failure switch
        {
            OipFailure.None => reply.Succeeded(out OipReadiness? readiness) && readiness.Ready ? CallEnd.Good : CallEnd.Wrong,

            // A server that does not offer the call, or a probe that was given up, tells nothing.
            OipFailure.NotOffered or OipFailure.Cancelled => null,
            _ => EndOf(reply.Failure),
        };
        if (end is { } known)
        {
            Circuit.Probed(known);
        }
    }

    /// <summary>What a failed call tells about the worker.</summary>
    public static CallEnd EndOf(OipFailure failure) => failure switch
    {
        OipFailure.NotConnected or OipFailure.NotTrusted or OipFailure.ConnectionLost => CallEnd.Unreachable,
        OipFailure.TimedOut => CallEnd.Slow,
        _ => CallEnd.Wrong,
    };

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}
