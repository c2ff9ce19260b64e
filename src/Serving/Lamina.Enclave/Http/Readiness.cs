using Lamina.Enclave.Workers;

namespace Lamina.Enclave.Http;

/// <summary>Whether new requests should be sent here: no while draining, no while no worker may be asked.</summary>
internal sealed class Readiness(WorkerPool workers)
{
    private volatile bool _draining;

    /// <summary>Null if ready, else why not: <c>draining</c> or <c>no-worker</c>.</summary>
    public string? WhyNot => _draining ? "draining" : workers.AnyToAsk ? null : "no-worker";

    /// <summary>From here on the answer is no. Requests that come all the same are still answered.</summary>
    public void Drain() => _draining = true;
}
