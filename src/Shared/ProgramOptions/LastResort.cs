using System.Net.Sockets;

namespace Lamina.Shared.ProgramOptions;

/// <summary>
/// What a program did not foresee of the machine it runs on, as one sentence in place of a stack trace: files, folders, sockets. A fault of the program itself is
/// left to end it, with its trace.
/// </summary>
internal static class LastResort
{
    /// <summary>The sentence, or null for another kind of fault.</summary>
    public static string? Sentence(Exception fault) => fault is IOException or UnauthorizedAccessException or SocketException ? fault.Message : null;

    /// <summary>The sentence of a server that cannot listen; null for another kind of fault.</summary>
    /// <param name="fault">What starting it threw.</param>
    /// <param name="addresses">Where it was to listen: the system's own words name no address.</param>
    public static string? CannotListen(Exception fault, IEnumerable<object> addresses) =>
        fault is SocketException ? $"cannot listen on {string.Join(", ", addresses)}: {fault.Message}" : Sentence(fault);
}
