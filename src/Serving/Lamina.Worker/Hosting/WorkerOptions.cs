using Lamina.OpenInference.Server.Listening;
using Lamina.Runtime;
using Lamina.Shared.ProgramOptions;
using Lamina.Worker.Models;

namespace Lamina.Worker.Hosting;

/// <summary>The options of <c>lamina-worker</c>, each declared once.</summary>
internal sealed class WorkerOptions
{
    private const int MostMegabytes = 1900;

    public WorkerOptions()
    {
        Table = new SettingTable("lamina-worker", "serves ONNX models over the Open Inference Protocol v2, REST and gRPC alike on every address.");
        Models = Table.Add(new ListSetting<ModelArgument>(
            "model",
            "[NAME=]FILE.onnx|DIR",
            "What to serve. A file is named for itself unless NAME is given. DIR is the folder of a split (plan.json and body.onnx; the model is then named body- and the first 16 digits of the body's SHA-256, as the enclave asks for it) or a Triton repository (MODEL/VERSION/model.onnx, the highest version of each).",
            [],
            "",
            ModelArgument.Read));
        Listen = Table.Add(new ListSetting<ListenAddress>(
            "listen",
            "unix:PATH|HOST:PORT",
            "Where to listen. A Unix socket is open to its owner alone. Port 0 lets the system choose; the ready line says what it chose.",
            [Address("127.0.0.1:8001")],
            "127.0.0.1:8001",
            ReadAddress));
        Threads = Integer("threads", "N", "Threads that work on one run.", Environment.ProcessorCount, "one per processor", 1, ThreadPolicy.Ceiling);
        Runs = Integer("runs", "N", "Runs at a time, all models together. For most answers per second on a processor: as many as cores, with --threads 1.", 1, "1", 1, ThreadPolicy.Ceiling);
        MaxBatch = Integer("max-batch", "N", "Most rows in one run, of one request or of several that share it. 1 turns sharing off. Only for models whose first dimension is free and whose rows, as a trial at the start shows, do not influence one another.", 8, "8", 1, 4096);
        BatchDelay = Table.Add(new Setting<TimeSpan>(
            "batch-delay-ms", "MS", "How long the first request of a run waits for others to share it. With 0, only requests that are waiting anyway share one.", TimeSpan.Zero, "0", SettingReaders.Duration(TimeSpan.FromMilliseconds(1), 0, 10_000)));
        Queue = Integer("queue", "N", "Most requests waiting for each model; further ones are refused as unavailable.", 64, "64", 1, 100_000);
        MaxRequest = Integer("max-request-mb", "MB", "Most megabytes of one request, for models whose tensors have more free dimensions than the first. Others have the ceiling that their tensors give.", 64, "64", 1, MostMegabytes);
        Provider = Table.Add(new Setting<string>("provider", "NAME", "ONNX Runtime's execution provider, such as cpu, cuda or openvino; see docs/runtime.md for those that are not built in.", "cpu", "cpu", SettingReaders.Text));
        ProviderLibrary = Text("provider-library", "FILE", "Shared library of a provider that is loaded at run time.");
        TlsCertificate = Text("tls-certificate", "FILE.pem", "Certificate chain of this worker; TCP addresses then speak TLS. Needs --tls-key.");
        TlsKey = Text("tls-key", "FILE.pem", "Private key of the certificate.");
        TlsClientRoots = Text("tls-client-roots", "FILE.pem", "Roots of the clients that may connect; all others are refused.");
        Drain = Table.Add(new Setting<TimeSpan>("drain-seconds", "S", "Longest wait for running requests after SIGTERM.", TimeSpan.FromSeconds(4), "4", SettingReaders.Duration(TimeSpan.FromSeconds(1), 0, 3600)));
        Table.Example("lamina-worker --model split/", "The body of a split, on 127.0.0.1:8001.");
        Table.Example("lamina-worker --model faces=resnet.onnx --model vgg.onnx --listen unix:/run/lamina/worker.sock", "Two models on a Unix socket.");
        Table.Example("LAMINA_MODEL=split/ LAMINA_RUNS=2 LAMINA_THREADS=1 lamina-worker --listen '*:8001'", "Two runs at a time, open to the network.");
    }

    public SettingTable Table { get; }

    public ListSetting<ModelArgument> Models { get; }

    public ListSetting<ListenAddress> Listen { get; }

    public Setting<int> Threads { get; }

    public Setting<int> Runs { get; }

    public Setting<int> MaxBatch { get; }

    public Setting<TimeSpan> BatchDelay { get; }

    public Setting<int> Queue { get; }

    public Setting<int> MaxRequest { get; }

    public Setting<string> Provider { get; }

    public Setting<string> ProviderLibrary { get; }

    public Setting<string> TlsCertificate { get; }

    public Setting<string> TlsKey { get; }

    public Setting<string> TlsClientRoots { get; }

    public Setting<TimeSpan> Drain { get; }

    /// <summary>Faults between options that are each right for themselves.</summary>
    public IEnumerable<string> Contradictions()
    {
        if (Models.Source == SettingSource.Default)
        {
            yield return $"{Models.Flag}: nothing to serve was given";
        }

        if (TlsCertificate.Value.Length > 0 != TlsKey.Value.Length > 0)
        {
            yield return $"{TlsCertificate.Flag} and {TlsKey.Flag} need one another";
        }

        if (TlsClientRoots.Value.Length > 0 && TlsCertificate.Value.Length == 0)
        {
            yield return $"{TlsClientRoots.Flag} needs {TlsCertificate.Flag}";
        }
    }

    /// <summary>How sessions run.</summary>
    public SessionSettings Session() => new()
    {
        Threads = new ThreadPolicy { ThreadsPerRun = Threads.Value, ConcurrentRuns = Runs.Value },
        Provider = new ExecutionProvider { Name = Provider.Value, Library = ProviderLibrary.Value.Length > 0 ? ProviderLibrary.Value : null },
    };

    private static ListenAddress Address(string text) =>
        ListenAddress.TryParse(text, out ListenAddress? address, out string? fault) ? address : throw new InvalidOperationException(fault);

    private static string? ReadAddress(string text, out ListenAddress value)
    {
        bool valid = ListenAddress.TryParse(text, out ListenAddress? address, out string? fault);
        value = address!;
        return valid ? null : fault;
    }

    private Setting<int> Integer(string name, string placeholder, string help, int fallback, string fallbackText, int least, int most) =>
        Table.Add(new Setting<int>(name, placeholder, help, fallback, fallbackText, SettingReaders.Integer(least, most)));

    private Setting<string> Text(string name, string placeholder, string help) =>
        Table.Add(new Setting<string>(name, placeholder, help, "", "", SettingReaders.Text));
}
