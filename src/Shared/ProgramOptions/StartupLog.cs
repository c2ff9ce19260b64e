// By other names: some of the projects that share this file have the namespaces open already.
using Logs = Microsoft.Extensions.Logging;
using Web = Microsoft.AspNetCore.Builder;

namespace Lamina.Shared.ProgramOptions;

/// <summary>What the web server's host logs.</summary>
internal static class StartupLog
{
    private const string Host = "Microsoft.Extensions.Hosting.Internal.Host";

    /// <summary>Drops what the host says of a failed start: the program says it in one sentence, the host adds a stack trace.</summary>
    /// <param name="logging">The server's.</param>
    /// <param name="built">The server, null before it is built.</param>
    public static void DropFailedStart(this Logs.ILoggingBuilder logging, Func<Web.WebApplication?> built) =>
        Logs.FilterLoggingBuilderExtensions.AddFilter(logging, Host, level => level >= Logs.LogLevel.Warning && built()?.Lifetime.ApplicationStarted.IsCancellationRequested == true);
}
