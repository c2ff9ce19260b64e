using Lamina.Enclave.Inference;
using Lamina.Protocol.Gateway;

namespace Lamina.Enclave;

/// <summary>
/// Every log event of the enclave. All are in this one class: the generator writes classes in an order that changes from run to
/// run, and the enclave's bytes, which are measured, would change with it.
/// </summary>
internal static partial class EnclaveLog
{
    [LoggerMessage(EventIds.EvidenceFailed, LogLevel.Error, "step 1: the platform gave no evidence: {Reason}")]
    public static partial void LogEvidenceFailed(this ILogger logger, string reason);

    [LoggerMessage(EventIds.NotOpened, LogLevel.Information, "step 4: a sealed request was not opened: {Refusal}")]
    public static partial void LogNotOpened(this ILogger logger, RequestRefusal refusal);

    [LoggerMessage(EventIds.Answered, LogLevel.Information, "answered: step 4 {HeadMs:F1} ms, 5-6 {WorkerMs:F1} ms, 7 {TailMs:F1} ms, 8 {SealMs:F1} ms")]
    public static partial void LogAnswered(this ILogger logger, double headMs, double workerMs, double tailMs, double sealMs);

    [LoggerMessage(EventIds.Failed, LogLevel.Warning, "step {Step} failed: {Party}, status {Status}")]
    public static partial void LogFailed(this ILogger logger, int step, Party party, int status);

    [LoggerMessage(EventIds.Unforeseen, LogLevel.Error, "step {Step} failed in a way that should not happen: {Kind}")]
    public static partial void LogUnforeseen(this ILogger logger, int step, string kind);

    [LoggerMessage(EventIds.ProbeFailed, LogLevel.Error, "a worker was asked whether it is ready and the asking failed in a way that should not happen: {Kind}; said once for each worker")]
    public static partial void LogProbeFailed(this ILogger logger, string kind);

    [LoggerMessage(EventIds.NoMemory, LogLevel.Error, "step {Step}: a request was refused because the heap is full; fewer at a time (--max-concurrent) need less")]
    public static partial void LogNoMemory(this ILogger logger, int step);
}
