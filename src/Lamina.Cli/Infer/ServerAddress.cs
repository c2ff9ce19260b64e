using Lamina.Cli.CommandLine;

namespace Lamina.Cli.Infer;

/// <summary>Reads the address of an enclave.</summary>
internal static class ServerAddress
{
    /// <summary>An absolute http or https address without path.</summary>
    /// <exception cref="CommandFailure">It is something else: exit code 2.</exception>
    public static Uri Parse(string text) =>
        Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}", UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && uri.PathAndQuery == "/"
            ? uri
            : throw CommandFailure.Usage($"'{text}' is no address of a server; wanted is one such as http://127.0.0.1:8443", "--server");
}
