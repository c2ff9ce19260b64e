using System.CommandLine;
using Lamina.Attestation;
using Lamina.Attestation.Policies;
using Lamina.Attestation.Simulated;
using Lamina.Cli.CommandLine;
using Lamina.Cli.Infer;
using Lamina.Cli.Processes;
using Lamina.Client;
using Lamina.Client.Results;
using Lamina.Plans;
using Lamina.Reports.Quickstart;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Cli.Quickstart;

/// <summary>
/// <c>quickstart</c>: the main job, end to end, on what the repository ships: photographs classified privately by an enclave (simulated TEE)
/// and a worker, each a process of its own, and a page that shows it.
/// </summary>
internal sealed class QuickstartCommand : LaminaCommand
{
    private readonly Option<string> _out = new("--out", "-o") { Description = "Folder for model, plan, policy and report", HelpName = "DIR", DefaultValueFactory = _ => "lamina-quickstart" };

    public QuickstartCommand()
        : base("quickstart", "Classify photographs privately, end to end, on this machine (simulated TEE)", json: false)
    {
        Options.Add(_out);
        Examples = ["lamina quickstart", "lamina quickstart -o demo"];
    }

    protected override async Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        terminal.Say(SimulatedTee.Warning);
        string folder = Path.GetFullPath(arguments.GetRequiredValue(_out));
        OutputFiles.RefuseFile(folder);
        IReadOnlyList<QuickstartPhotograph> photographs = QuickstartPhotograph.ReadAll();
        QuickstartModel model = QuickstartModel.Prepare(folder, QuickstartModel.Shipped, terminal);
        string plans = model.PlanFolder;

        using SocketFolder sockets = new();
        string address = sockets.AddressOf("worker");
        terminal.Say("starting the worker, which is not trusted, and the enclave, each a process of its own");
        await using ChildProgram worker = await LocalPrograms.StartWorkerAsync(plans, address, Quiet, cancellationToken);
        (ChildProgram enclave, Uri server) = await LocalPrograms.StartEnclaveWithAddressAsync(
            ["--plan", plans, "--tee", "simulated", "--worker", address, "--listen", "127.0.0.1:0", "--accept-verdict", model.Plan.Verdict.Name()], Quiet, cancellationToken);
        await using (enclave)
        {
            Policy policy = await WritePolicyAsync(server, model.Plan, Path.Combine(folder, "policy.json"), terminal, cancellationToken);
            QuickstartReport report = await ClassifyAsync(server, policy, model, photographs, terminal, cancellationToken);
            if (model.Attacks is null)
            {
                terminal.Say(ShippedAttacks.Absent);
            }

            string page = Path.Combine(folder, "report.html");
            InputFiles.Write(page, System.Text.Encoding.UTF8.GetBytes(QuickstartPage.Render(report)));
            terminal.Show($"report: {page}");
        }

        terminal.Say(SimulatedTee.Warning);
        return ExitCode.Done;
    }

    /// <summary>Lines of the programs that say that they are ready or are being ended are no news here.</summary>
    private static void Quiet(string line)
    {
    }

    private static async Task<Policy> WritePolicyAsync(Uri server, Plan plan, string path, Terminal terminal, CancellationToken cancellationToken)
    {
        Policy policy = await OwnPolicy.OfAsync(server, plan, cancellationToken);
        InputFiles.Write(path, PolicyWriter.Write(policy));
        terminal.Say($"wrote {path} from this enclave's own evidence; a person who knows the enclave's code would review it first");
        return policy;
    }

    private static async Task<QuickstartReport> ClassifyAsync(
        Uri server, Policy policy, QuickstartModel model, IReadOnlyList<QuickstartPhotograph> photographs, Terminal terminal, CancellationToken cancellationToken)
    {
        try
        {
            using LaminaClient client = await LaminaClient.ConnectAsync(new LaminaClientOptions { Server = server, Policy = policy }, cancellationToken);
            using HeadPreview preview = new(model);
            QuickstartReportBuilder builder = new(model, client.Verification);
            terminal.Show($"verified: {client.Verification.Steps.Count(step => step.Status == StepStatus.Passed)} checks passed; plan {client.Plan.Digest()}, verdict {client.Plan.Verdict.Name()}");
            foreach (QuickstartPhotograph photograph in photographs)
            {
                PictureResult result = await client.ClassifyAsync(photograph.Picture, cancellationToken);
                Show(photograph, result, terminal);
                builder.Add(photograph, result, preview.Draw(photograph.Picture));
            }

            terminal.Show($"of each photograph the worker saw {string.Join(", ", model.Plan.Cut.Tensors)} and what it computed from it, nothing else");
            return builder.Build();
        }
        catch (LaminaClientException fault)
        {
            throw ClientFailure.Of(fault);
        }
    }

    private static void Show(QuickstartPhotograph photograph, PictureResult result, Terminal terminal)
    {
        terminal.Show($"{photograph.Name}: {string.Join(", ", result.Predictions.Take(3).Select(one => $"{one.Name} {one.Score:P1}"))}");
        terminal.Show($"  ms: {string.Join(", ", result.Inference.Steps.Select(step => $"{step.Number} {step.Name} {step.Milliseconds:F1}"))}");
    }
}
