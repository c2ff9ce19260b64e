namespace Lamina.Enclave;

/// <summary>Numbers of log events; stable.</summary>
internal static class EventIds
{
    public const int EvidenceFailed = 101;
    public const int NotOpened = 401;
    public const int Failed = 402;
    public const int Unforeseen = 403;
    public const int NoMemory = 404;
    public const int ProbeFailed = 501;
    public const int Answered = 801;
}
