using Lamina.Cli.Processes;
using Lamina.OpenInference;
using Lamina.OpenInference.Client;
using Lamina.Planning.Profiling;

namespace Lamina.Cli.Profile;

/// <summary>A worker process on this machine that has the bodies and hand-off models of one group of cuts.</summary>
/// <param name="files">The files of the cuts, by body's name.</param>
/// <param name="threads">Threads of a run.</param>
/// <param name="provider">Execution provider of the bodies.</param>
/// <param name="providerLibrary">Its shared library, or null.</param>
internal sealed class WorkerProcess(IReadOnlyDictionary<string, CutFiles> files, int threads, string provider, string? providerLibrary) : IBodyPlace
{
    private const string ReadyMark = ": ready on ";

    /// <inheritdoc/>
    public async Task<BodyLease> OpenAsync(IReadOnlyList<ProfileCut> cuts, CancellationToken cancellation)
    {
        SocketFolder sockets = new();
        try
        {
            string address = sockets.AddressOf("worker");
            List<string> arguments = ["--listen", address, "--threads", $"{threads}", "--max-batch", "1", "--provider", provider];
            if (providerLibrary is not null)
            {
                arguments.AddRange(["--provider-library", providerLibrary]);
            }

            foreach (ProfileCut cut in cuts)
            {
                arguments.AddRange(["--model", $"{cut.BodyModel}={files[cut.BodyModel].BodyPath}", "--model", $"{cut.HandoffModel}={files[cut.BodyModel].HandoffPath}"]);
            }

            (ChildProgram worker, _) = await ChildProgram.StartAsync("lamina-worker", arguments, ReadyMark, _ => { }, cancellation);
            return new BodyLease(Reach(address), async () =>
            {
                await worker.DisposeAsync();
                sockets.Dispose();
            });
        }
        catch
        {
            sockets.Dispose();
            throw;
        }
    }

    /// <summary>How to reach a server: patient, since a body may be large and slow, and with room for the earliest cuts of large pictures.</summary>
    /// <exception cref="ArgumentException">The text is no address.</exception>
    public static OipClientOptions Reach(string address) => OipAddress.TryParse(address, out OipAddress? parsed, out string? fault)
        ? Reach(parsed)
        : throw new ArgumentException(fault, nameof(address));

    /// <inheritdoc cref="Reach(string)"/>
    public static OipClientOptions Reach(OipAddress address) => new() { Address = address, Deadline = TimeSpan.FromMinutes(10), Limits = new InferLimits { MaxMessageBytes = 1 << 30 } };
}
