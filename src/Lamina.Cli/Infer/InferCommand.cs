using Lamina.Shared.ProgramOptions;
using System.CommandLine;
using Lamina.Attestation;
using Lamina.Attestation.Policies;
using Lamina.Attestation.Simulated;
using Lamina.Cli.Attest;
using Lamina.Cli.CommandLine;
using Lamina.Client;
using Lamina.Client.Results;
using Lamina.Images;
using Lamina.Images.Decoding;
using Lamina.Plans;

namespace Lamina.Cli.Infer;

/// <summary><c>infer</c>: verified, sealed inference on pictures.</summary>
internal sealed class InferCommand : LaminaCommand
{
    private readonly Option<string[]> _server = new("--server") { Description = "Where the enclave listens; repeatable: each is verified, the next one is used when one fails", HelpName = "URL", Required = true };
    private readonly Option<string> _policy = new("--policy") { Description = "What is demanded of the enclave's evidence", HelpName = "FILE", Required = true };
    private readonly CollateralOptions _collateral = new(fetchUnasked: true);
    private readonly Option<string?> _token = new("--token-file") { Description = "File with the bearer token that the operator gave out", HelpName = "FILE" };
    private readonly Option<int> _top = new("--top") { Description = "Predictions to print, 1 or more", HelpName = "N", DefaultValueFactory = _ => 5 };
    private readonly Argument<string[]> _images = new("IMAGE") { Description = "JPEG, PNG or WebP files", Arity = ArgumentArity.OneOrMore };

    private readonly Func<LaminaClientOptions, LaminaClientOptions>? _surroundings;

    /// <param name="surroundings">A test's own clock, network and vendor's root. Default none: no option of the program sets any of them.</param>
    public InferCommand(Func<LaminaClientOptions, LaminaClientOptions>? surroundings = null)
        : base("infer", "Classify pictures: verify the enclave, then send them sealed", json: true)
    {
        _surroundings = surroundings;
        Options.Add(_server);
        Options.Add(_policy);
        Options.Add(_token);
        Options.Add(_top);
        _collateral.AddTo(this);
        Arguments.Add(_images);
        Examples = ["lamina infer --server http://127.0.0.1:8443 --policy policy.json cat.jpg"];
    }

    protected override async Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        int top = arguments.GetValue(_top) is >= 1 and var asked ? asked : throw CommandFailure.Usage($"{arguments.GetValue(_top)} predictions are asked for, 1 or more can be", _top.Name);
        Uri[] servers = [.. arguments.GetRequiredValue(_server).Select(ServerAddress.Parse)];
        Policy policy = PolicyFile.Read(arguments.GetRequiredValue(_policy));
        string? token = TokenText.Read(arguments.GetValue(_token));
        string[] paths = arguments.GetRequiredValue(_images);
        Picture[] pictures = [.. paths.Select(Decode)];
        using CollateralSource collateral = _collateral.Open(arguments);
        LaminaClientOptions options = new() { Server = servers[0], MoreServers = servers[1..], Policy = policy, Token = token, Collateral = collateral.Files, CollateralCache = collateral.Cache, RollbackStore = collateral.Store, Warn = terminal.Say };
        int answered = 0;
        bool connected = false;
        try
        {
            using LaminaClient client = await LaminaClient.ConnectAsync(_surroundings is null ? options : _surroundings(options), cancellationToken);
            connected = true;
            if (client.Plan.Preprocessing is null)
            {
                throw CommandFailure.Unusable("the plan has no preprocessing: what becomes of a picture is not known; split the model again with M.preprocess.json beside it");
            }

            bool simulated = client.Verification.Kind == EvidenceKind.Simulated;
            if (simulated)
            {
                terminal.Say(SimulatedTee.Warning);
            }

            for (int i = 0; i < paths.Length; i++)
            {
                PictureResult result = await client.ClassifyAsync(pictures[i], cancellationToken);
                Show(paths[i], result, terminal, top);
                terminal.Write(Json(paths[i], client, result, top), InferJsonContext.Default.InferJson);
                answered++;
            }

            terminal.Show($"the worker saw {string.Join(", ", client.Plan.Cut.Tensors)} of each picture; plan {client.Plan.Digest()}, verdict {client.Plan.Verdict.Name()}");
            if (simulated)
            {
                terminal.Say(SimulatedTee.Warning);
            }

            return ExitCode.Done;
        }
        catch (Exception fault) when (fault is (IOException or UnauthorizedAccessException or InvalidDataException) and not OutputException)
        {
            throw CommandFailure.Unusable($"the collateral cache cannot be used: {fault.Message}");
        }
        catch (LaminaClientException fault)
        {
            CommandFailure failure = connected ? ClientFailure.Of(fault) : ClientFailure.Of(fault, servers);
            if (failure.ExitCode != ExitCode.Refused)
            {
                throw failure;
            }

            // A refusal prints its own object: the same shape, with the checks that led to it.
            StepTable.Show(fault.Steps, terminal);
            terminal.Say(failure.Where is null ? failure.Message : $"{failure.Where}: {failure.Message}");
            terminal.Write(Refused(paths[answered], failure, fault), InferJsonContext.Default.InferJson);
            return failure.ExitCode;
        }
    }

    private static Picture Decode(string path)
    {
        byte[] file = InputFiles.Read(path, DecodeLimits.Default.MaxFileBytes);
        try
        {
            return PictureDecoder.Decode(file);
        }
        catch (PictureException fault)
        {
            throw CommandFailure.Unusable(fault.Message, path);
        }
    }

    private static void Show(string path, PictureResult result, Terminal terminal, int top)
    {
        terminal.Show(path);
        foreach (Prediction prediction in result.Predictions.Take(top))
        {
            terminal.Show($"  {prediction.Score,7:P1}  {prediction.Name}");
        }

        terminal.Show($"  steps, ms: {string.Join(", ", result.Inference.Steps.Select(step => $"{step.Number} {step.Name} {step.Milliseconds:F1}"))}");
    }

    private static InferJson Json(string path, LaminaClient client, PictureResult result, int top) => new()
    {
        Image = path,
        Predictions = [.. result.Predictions.Take(top).Select(one => new PredictionJson(one.Index, one.Name, one.Score))],
        Steps = [.. result.Inference.Steps.Select(step => new TimedStepJson(step.Number, step.Name, StepJson.Text(step.Status), step.Milliseconds))],
        Enclave = new EnclaveJson(client.Server.ToString(), client.Verification.Kind!.Value.ToName(), client.Verification.Kind == EvidenceKind.Simulated),
        Worker = new WorkerJson([.. client.Plan.Cut.Tensors.Select(tensor => tensor.Name)], client.Plan.Cut.Tensors.Sum(tensor => tensor.ByteCount())),
        Plan = new PlanJson(client.Plan.Digest().ToString(), client.Plan.Verdict.Name()),
    };

    private static InferJson Refused(string path, CommandFailure failure, LaminaClientException fault)
    {
        int step = fault.Failure == LaminaFailure.EvidenceRefused ? 2 : 8;
        return new InferJson
        {
            Image = path,
            Predictions = [],
            Steps = [new TimedStepJson(step, RequestSteps.Name(step), StepJson.Text(StepStatus.Failed), 0)],
            Verification = fault.Steps.Count > 0 ? StepJson.Of(fault.Steps) : null,
            Error = new InferErrorJson(failure.Code, failure.Message, failure.Where),
        };
    }
}
