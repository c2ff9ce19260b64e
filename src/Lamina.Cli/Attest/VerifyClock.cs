using System.Globalization;
using Lamina.Cli.CommandLine;

namespace Lamina.Cli.Attest;

/// <summary>The option <c>--at</c>.</summary>
internal static class VerifyClock
{
    /// <summary>The time a text names, in UTC if it names no zone; now for null.</summary>
    /// <exception cref="CommandFailure">It is no time: exit code 2.</exception>
    public static DateTimeOffset Read(string? text) => text is null ? TimeProvider.System.GetUtcNow()
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) ? time
        : throw CommandFailure.Usage($"'{text}' is no time; wanted is one such as 2025-07-01T00:00:00Z", "--at");
}
