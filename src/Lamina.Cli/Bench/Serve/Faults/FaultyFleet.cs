using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Lamina.Attestation.Policies;
using Lamina.Cli.Processes;
using Lamina.OpenInference.Client;
using Lamina.OpenInference.Server.Listening;
using Lamina.Plans;

namespace Lamina.Cli.Bench.Serve.Faults;

/// <summary>An enclave with three workers, two honest processes and one that lies, and everything that can happen to them.</summary>
internal sealed partial class FaultyFleet : IAsyncDisposable
{
    private const int SigKill = 9;
    private const int SigStop = 19;
    private const int SigCont = 18;

    private readonly SocketFolder _sockets = new();
    private readonly ChildProgram?[] _workers = new ChildProgram?[2];
    private readonly ServeJob _job;
    private readonly int _port;
    private ChildProgram? _enclave;
    private int _frozen = -1;
    private LyingWorker? _liar;

    private FaultyFleet(ServeJob job)
    {
        _job = job;
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        _port = ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>Where the enclave listens, before and after its restarts.</summary>
    public Uri Server => new($"http://127.0.0.1:{_port}");

    /// <summary>The enclave's process.</summary>
    public int EnclaveId => _enclave!.Id;

    /// <summary>Whether an honest worker runs that is not frozen.</summary>
    public bool AnyHonestWorker => Enumerable.Range(0, _workers.Length).Any(index => Volatile.Read(ref _workers[index]) is not null && index != Volatile.Read(ref _frozen));

    /// <summary>Lies told so far.</summary>
    public int Lies => _liar!.Lies;

    /// <summary>Starts all of them.</summary>
    public static async Task<FaultyFleet> StartAsync(ServeJob job, CancellationToken cancellation)
    {
        FaultyFleet fleet = new(job);
        try
        {
            await fleet.StartWorkerAsync(0, cancellation);
            await fleet.StartWorkerAsync(1, cancellation);
            _ = ListenAddress.TryParse(fleet._sockets.AddressOf("liar"), out ListenAddress? listen, out _);
            _ = OipAddress.TryParse(fleet._sockets.AddressOf("worker-1"), out OipAddress? honest, out _);
            fleet._liar = await LyingWorker.StartAsync(job.Plan, listen!, honest!, job.MessageCeiling);
            await fleet.StartEnclaveAsync(cancellation);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>The policy of this enclave; restarts do not change what it demands.</summary>
    public Task<Policy> PolicyAsync(CancellationToken cancellation) => OwnPolicy.OfAsync(Server, _job.Plan, cancellation);

    /// <summary>Kills a worker as a crash would, and starts it again.</summary>
    public async Task RestartWorkerAsync(int index, TimeSpan pause, CancellationToken cancellation)
    {
        await KillAsync(Interlocked.Exchange(ref _workers[index], null)!);
        await Task.Delay(pause, cancellation);
        await StartWorkerAsync(index, cancellation);
    }

    /// <summary>Stops a worker in its tracks for a while: it holds its connections and answers nothing.</summary>
    public async Task FreezeWorkerAsync(int index, TimeSpan pause, CancellationToken cancellation)
    {
        int id = _workers[index]!.Id;
        Volatile.Write(ref _frozen, index);
        _ = Kill(id, SigStop);
        try
        {
            await Task.Delay(pause, cancellation);
        }
        finally
        {
            _ = Kill(id, SigCont);
            Volatile.Write(ref _frozen, -1);
        }
    }

    /// <summary>Has the third worker lie for a while.</summary>
    public async Task LieAsync(Lie lie, TimeSpan duration, CancellationToken cancellation)
    {
        _liar!.Lie = lie;
        try
        {
            await Task.Delay(duration, cancellation);
        }
        finally
        {
            _liar.Lie = Lie.None;
        }
    }

    /// <summary>Kills the enclave as a crash would, keys and all, and starts it again.</summary>
    public async Task RestartEnclaveAsync(CancellationToken cancellation)
    {
        await KillAsync(Interlocked.Exchange(ref _enclave, null)!);
        await StartEnclaveAsync(cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (ChildProgram? program in (ChildProgram?[])[_enclave, .. _workers])
        {
            await (program?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        await (_liar?.DisposeAsync() ?? ValueTask.CompletedTask);
        _sockets.Dispose();
    }

    /// <summary>Whoever is killed has left the fleet before: a soak that ends meanwhile does not end it twice.</summary>
    private static async Task KillAsync(ChildProgram program)
    {
        _ = Kill(program.Id, SigKill);
        await program.DisposeAsync();
    }

    private async Task StartWorkerAsync(int index, CancellationToken cancellation) =>
        _workers[index] = await LocalPrograms.StartWorkerAsync(_job.Folder, _sockets.AddressOf($"worker-{index}"), static _ => { }, cancellation, new ThreadSetting(1, Environment.ProcessorCount).WorkerFlags);

    private async Task StartEnclaveAsync(CancellationToken cancellation)
    {
        string[] workers = [.. ((string[])["worker-0", "worker-1", "liar"]).SelectMany(name => (string[])["--worker", _sockets.AddressOf(name)])];
        string[] flags =
        [
            "--plan", _job.Folder, "--tee", "simulated", "--listen", Server.Authority, "--accept-verdict", _job.Plan.Verdict.Name(), "--worker-deadline", "2",
            .. new ThreadSetting(1, Environment.ProcessorCount).EnclaveFlags, .. workers,
        ];
        _enclave = await LocalPrograms.StartEnclaveAsync(flags, static _ => { }, cancellation);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
