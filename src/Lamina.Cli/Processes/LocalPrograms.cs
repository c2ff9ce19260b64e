namespace Lamina.Cli.Processes;

/// <summary>Starts Lamina's own server programs on this machine.</summary>
internal static class LocalPrograms
{
    /// <summary>The enclave beside this program.</summary>
    public const string Enclave = "lamina-enclave";

    private const string ReadyMark = ": ready on ";

    /// <summary>A worker for a plan's body, on a Unix socket.</summary>
    /// <param name="planFolder">The split folder, or another <c>--model</c>.</param>
    /// <param name="address">Where it listens.</param>
    /// <param name="say">Takes its talk.</param>
    /// <param name="cancellationToken">Ends the wait and the program.</param>
    /// <param name="more">Further flags.</param>
    public static async Task<ChildProgram> StartWorkerAsync(string planFolder, string address, Action<string> say, CancellationToken cancellationToken, params string[] more) =>
        (await ChildProgram.StartAsync("lamina-worker", ["--model", planFolder, "--listen", address, .. more], ReadyMark, say, cancellationToken)).Program;

    /// <summary>An enclave.</summary>
    /// <param name="flags">Its command line.</param>
    /// <param name="say">Takes its talk.</param>
    /// <param name="cancellationToken">Ends the wait and the program.</param>
    public static async Task<ChildProgram> StartEnclaveAsync(IEnumerable<string> flags, Action<string> say, CancellationToken cancellationToken) =>
        (await StartEnclaveWithAddressAsync(flags, say, cancellationToken)).Program;

    /// <summary>An enclave, and the first address that it says it listens on.</summary>
    /// <param name="flags">Its command line.</param>
    /// <param name="say">Takes its talk.</param>
    /// <param name="cancellationToken">Ends the wait and the program.</param>
    /// <param name="program">Another build of it, by its path.</param>
    public static async Task<(ChildProgram Program, Uri Address)> StartEnclaveWithAddressAsync(IEnumerable<string> flags, Action<string> say, CancellationToken cancellationToken, string program = Enclave)
    {
        (ChildProgram child, string line) = await ChildProgram.StartAsync(program, flags, ReadyMark, say, cancellationToken);
        string addresses = line[(line.IndexOf(ReadyMark, StringComparison.Ordinal) + ReadyMark.Length)..];
        string first = addresses.Split([',', ';'])[0];
        return (child, Uri.TryCreate(first, UriKind.Absolute, out Uri? address) ? address : new Uri("http://localhost"));
    }
}
