using Microsoft.Extensions.Logging;

namespace Lamina.OpenInference.Server;

internal static partial class OipServerLog
{
    [LoggerMessage(EventId = 100, Level = LogLevel.Error, Message = "A request failed in a way that should not happen")]
    public static partial void LogFailure(this ILogger logger, Exception failed);
}
