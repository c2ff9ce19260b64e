using Lamina.Plans;
using Lamina.Shared.Serve;

namespace Lamina.Enclave.Http;

/// <summary>What one enclave takes on at a time: how many requests, and how long each. Sizes are the plan's.</summary>
/// <param name="Concurrent">Requests under way at a time.</param>
/// <param name="Time">Longest time from opening a request to its answer.</param>
/// <param name="BodyTime">Longest time for the body of a request to come.</param>
internal sealed record RequestCeilings(int Concurrent, TimeSpan Time, TimeSpan BodyTime)
{
    /// <summary>Slower bodies are given up, once <see cref="Grace"/> is over: 256 kbit/s. A body holds a place among <see cref="Concurrent"/> while it comes.</summary>
    public const int SlowestBytesPerSecond = 32 << 10;

    /// <summary>Most requests at a time where the operator says nothing.</summary>
    public const int MostByDefault = 64;

    /// <summary>What headers may take, and a connection that has said nothing yet; and a body beyond what its size takes at the slowest.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may be idle, between requests or before the first over TLS.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    private const int FewestByDefault = 4;
    private const int ConnectionsOfOne = 8;
    private const long MemoryByDefault = 512L << 20;

    /// <summary>Connections open at a time; further ones are closed unanswered.</summary>
    public long Connections => (long)ConnectionsOfOne * Concurrent;

    /// <summary>
    /// Clients that wait for the next signature; further ones get 429. As many again may wait for the one that is being made: together half of the
    /// connections, so that there is one left on which to say so, and one for requests.
    /// </summary>
    public int WaitingForEvidence => ConnectionsOfOne / 4 * Concurrent;

    /// <summary>The operator's ceilings, or those that the plan's sizes give: as many requests as fit 512 MiB, 4 to 64.</summary>
    public static RequestCeilings Of(EnclaveOptions options, Plan plan) => new(
        options.MaxConcurrent ?? (int)Math.Clamp(MemoryByDefault / BytesOfOne(plan), FewestByDefault, MostByDefault),
        options.RequestDeadline,
        Grace + TimeSpan.FromSeconds((double)plan.Limits.RequestBytes / SlowestBytesPerSecond));

    /// <summary>What one request holds at most: as it came, opened, the head's inputs and outputs, the same as a message to the worker, and both answers.</summary>
    private static long BytesOfOne(Plan plan) =>
        (2 * plan.Limits.RequestBytes) + Bytes(plan.Head.Inputs) + (2 * Bytes(plan.Body.Inputs)) + (2 * Bytes(plan.Body.Outputs)) + (2 * plan.Limits.AnswerBytes);

    private static long Bytes(IEnumerable<TensorSpec> tensors) => tensors.Sum(tensor => tensor.ByteCount());
}
