using System.CommandLine;
using System.Globalization;
using Lamina.Cli.Bench.Serve.Faults;
using Lamina.Cli.Bench.Serve.Memory;
using Lamina.Cli.CommandLine;
using Lamina.Cli.Processes;
using Lamina.OpenInference;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Cli.Bench.Serve;

/// <summary>
/// <c>bench serve</c>: what sealing and splitting cost. A closed loop of clients against the sealed way, against the whole model behind an unsealed
/// worker, and against plain ONNX Runtime in process, each in its best setting, in alternating slices of one run.
/// </summary>
internal sealed class BenchServeCommand : LaminaCommand
{
    private const int MostRequests = 10_000_000;

    private readonly Option<string> _model = new("--model") { Description = "The model", HelpName = "M.onnx", Required = true };
    private readonly Option<string?> _at = new("--at") { Description = "Where to cut; default: the middle cut, index floor(n/2) of 'inspect'", HelpName = "T[,T...]" };
    private readonly Option<string> _clients = new("--clients") { Description = "Numbers of clients at a time", HelpName = "N[,N...]", DefaultValueFactory = _ => "1,4,16" };
    private readonly Option<int> _pairs = new("--pairs") { Description = "Rounds for each number of clients, 1 to 1000", HelpName = "N", DefaultValueFactory = _ => 20 };
    private readonly Option<double> _seconds = new("--seconds") { Description = "Length of one slice, 0.05 to 600", HelpName = "S", DefaultValueFactory = _ => 3 };

    private readonly Option<string?> _settings = new("--settings") { Description = "Settings found before, RUNSxTHREADS[xROWS] each: of enclave, worker, served rival, plain; default: the best of short trials", HelpName = "E,W,S,P" };

    private readonly Option<bool> _faults = new("--faults") { Description = "Instead: what becomes of requests while workers are killed, frozen and lie and the enclave is killed" };
    private readonly Option<bool> _memory = new("--memory") { Description = "Instead: how fast an enclave starts and what memory it holds, while it loads and after many requests" };
    private readonly Option<string> _enclave = new("--enclave") { Description = "With --memory: another build of lamina-enclave, such as eng/publish-enclave makes", HelpName = "FILE", DefaultValueFactory = _ => LocalPrograms.Enclave };
    private readonly Option<int?> _requests = new("--requests") { Description = "How many requests, 1 to 10000000; default with --faults 10000, with --memory 1000", HelpName = "N" };

    public BenchServeCommand()
        : base("serve", "Throughput, latency, processor time and memory of sealed, split inference against two rivals", json: true)
    {
        foreach (Option option in new Option[] { _model, _at, _clients, _pairs, _seconds, _settings, _faults, _memory, _enclave, _requests })
        {
            Options.Add(option);
        }

        Examples =
        [
            "lamina bench serve --model resnet50.onnx --json",
            "lamina bench serve --model resnet50.onnx --at layer2_3 --clients 4 --pairs 10 --seconds 2",
            "lamina bench serve --model resnet50.onnx --clients 4 --settings 2x1,2x1x8,1x2x8,2x1",
            "lamina bench serve --model efficientnet_b0.onnx --faults --clients 16 --requests 10000",
            "lamina bench serve --model efficientnet_b0.onnx --memory --clients 4 --enclave artifacts/enclave/lamina-enclave",
        ];
    }

    protected override async Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        int[] clients = [.. arguments.GetRequiredValue(_clients).Split(',').Select(Clients)];
        int pairs = arguments.GetValue(_pairs);
        double seconds = arguments.GetValue(_seconds);
        if (pairs is < 1 or > 1000 || seconds is not (>= 0.05 and <= 600))
        {
            throw CommandFailure.Usage("--pairs is a whole number from 1 to 1000, --seconds a number from 0.05 to 600");
        }

        Settings? known = arguments.GetValue(_settings) is not { } text ? null
            : Settings.Parse(text) ?? throw CommandFailure.Usage($"'{text}' is not four settings RUNSxTHREADS[xROWS] with commas between", "--settings");
        using ServeJob job = ServeJob.Prepare(arguments.GetRequiredValue(_model), arguments.GetValue(_at));
        terminal.Say($"{Path.GetFileName(job.ModelPath)} at {job.Plan.Cut.Label}, {job.ExposedMegabytes:F2} MB exposed; simulated TEE, so what a real one adds is not in these figures");
        if (arguments.GetValue(_faults))
        {
            FaultSoak soak = new(job, clients.Max(), Requests(10_000), terminal.Say);
            BenchReport.Of(await soak.RunAsync(cancellationToken)).Print(terminal);
            return ExitCode.Done;
        }

        if (arguments.GetValue(_memory))
        {
            MemoryRun run = new(job, clients.Max(), Requests(1_000), known?.Enclave ?? new ThreadSetting(1, Environment.ProcessorCount), arguments.GetRequiredValue(_enclave), terminal.Say);
            BenchReport.Of(await run.RunAsync(cancellationToken)).Print(terminal);
            return ExitCode.Done;
        }

        TimeSpan slice = TimeSpan.FromSeconds(seconds);
        ServeFigures figures = new(job);
        for (int i = 0; i < clients.Length; i++)
        {
            IReadOnlyList<InferTensor>[] inputs = [.. Enumerable.Range(0, clients[i]).Select(job.Input)];
            await using Lineup lineup = await Lineup.ChooseAsync(job, inputs, known, slice, terminal.Say, cancellationToken);
            figures.Add(await Rounds.RunAsync(lineup, inputs, pairs, slice, terminal.Say, cancellationToken), lineup);
            if (i == clients.Length - 1)
            {
                figures.Finish(lineup);
            }
        }

        BenchReport.Of(figures.Results).Print(terminal);
        return ExitCode.Done;

        int Requests(int usual) => Math.Clamp(arguments.GetValue(_requests) ?? usual, 1, MostRequests);
    }

    private static int Clients(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int clients) && clients is >= 1 and <= 64
        ? clients
        : throw CommandFailure.Usage($"'{text}' is no number of clients from 1 to 64", "--clients");
}
