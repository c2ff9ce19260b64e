extern alias cli;

using System.Collections.Immutable;
using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using cli::Lamina.Cli.Infer;
using Lamina.Attestation;
using Lamina.Attestation.Policies;
using Lamina.Attestation.Tests.Forged;
using Lamina.Client;
using Lamina.Plans;
using Lamina.Plans.Preprocess;
using Lamina.Protocol;
using Lamina.Protocol.Binding;
using Lamina.Protocol.Bundles;
using Lamina.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Lamina.Enclave.Tests.Hardware;

/// <summary>
/// The command <c>infer</c> before a running enclave on imitated hardware: exit code 3 with the failing step on standard error and nothing sent, or 0 and
/// an answer. Only the vendor's root, the clock and the wire between both are the test's.
/// </summary>
public sealed class InferCommandTests : IDisposable
{
    private const int Done = 0, Refused = 3;

    private readonly FakeTimeProvider _time = new(ForgedPki.Now);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<EvidenceKind> Kinds => [EvidenceKind.Sgx, EvidenceKind.Tdx, EvidenceKind.SevSnp];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Infer_RightMachine_EndsWithZeroAndAnAnswer(EvidenceKind kind)
    {
        using ForgedMachine machine = new(kind);
        (TestEnclave enclave, Policy policy) = await StartAsync(machine);
        await using (enclave)
        {
            using Tamper network = new();
            (int code, string output, string talk) = await InferAsync(enclave, machine, policy, network);

            Assert.True(code == Done, output + talk);
            Assert.Empty(new JsonSchemaCheck(File.ReadAllText(Checkout.Path("docs", "schema", "infer.schema.json"))).Faults(output));
            JsonElement json = JsonDocument.Parse(output).RootElement;
            Assert.Equal(["a", "b", "c", "d", "e"], json.GetProperty("predictions").EnumerateArray().Select(one => one.GetProperty("name").GetString()).Order());
            Assert.Equal(kind.ToName(), json.GetProperty("enclave").GetProperty("kind").GetString());
            Assert.Equal([Endpoints.Evidence, Endpoints.Infer], network.Calls.Select(call => call.Path));
        }
    }

    /// <summary>What is wrong with a machine, of which kind, and the first step that says so.</summary>
    public static TheoryData<string, EvidenceKind, string> Machines => new()
    {
        { "another program", EvidenceKind.Sgx, StepNames.PolicyMeasurement },
        { "another program", EvidenceKind.Tdx, StepNames.PolicyMeasurement },
        { "another program", EvidenceKind.SevSnp, StepNames.PolicyMeasurement },
        { "debug", EvidenceKind.Sgx, StepNames.Debug },
        { "debug", EvidenceKind.Tdx, StepNames.Debug },
        { "debug", EvidenceKind.SevSnp, StepNames.Debug },
        { "revoked", EvidenceKind.Sgx, StepNames.PckRevocation },
        { "revoked", EvidenceKind.Tdx, StepNames.PckRevocation },
        { "revoked", EvidenceKind.SevSnp, StepNames.SnpRevocation },
        { "state revoked", EvidenceKind.Sgx, StepNames.TcbRevoked },
        { "out of date", EvidenceKind.Sgx, StepNames.PolicyTcbStatus },
        { "older than any that is listed", EvidenceKind.Sgx, StepNames.TcbLevel },
        { "old documents", EvidenceKind.Tdx, StepNames.TcbInfoDates },
        { "old documents", EvidenceKind.SevSnp, StepNames.SnpCrl },
    };

    [Theory]
    [MemberData(nameof(Machines))]
    public async Task Infer_MachineWithAFault_EndsWithThreeAtItsStep(string fault, EvidenceKind kind, string step)
    {
        using ForgedMachine machine = new(kind);
        (TestEnclave enclave, Policy policy) = await StartAsync(machine, () => Spoil(machine, fault));
        await using (enclave)
        {
            await RefusedAsync(step, enclave, machine, policy);
        }
    }

    [Fact]
    public async Task Infer_FirmwareOlderThanThePolicysMinimum_EndsWithThree()
    {
        using ForgedMachine machine = new(EvidenceKind.SevSnp);
        (TestEnclave enclave, Policy policy) = await StartAsync(machine);
        await using (enclave)
        {
            SnpTcb found = policy.SevSnp!.MinimumTcb.Single();
            await RefusedAsync(StepNames.PolicyMinimumTcb, enclave, machine, policy with { SevSnp = policy.SevSnp with { MinimumTcb = [found with { Microcode = (byte)(found.Microcode + 1) }] } });
        }
    }

    [Fact]
    public async Task Infer_AnotherPlan_EndsWithThree()
    {
        using ForgedMachine machine = new(EvidenceKind.Sgx);
        (TestEnclave enclave, Policy policy) = await StartAsync(machine);
        await using (enclave)
        {
            await RefusedAsync(StepNames.PolicyPlan, enclave, machine, policy with { Plan = new PlanDigests([new byte[32]]) });
        }
    }

    [Fact]
    public async Task Infer_SimulatedTeeUnderAPolicyForHardware_EndsWithThree()
    {
        using ForgedMachine machine = new(EvidenceKind.Sgx);
        (TestEnclave enclave, Policy policy) = await StartAsync(machine, simulated: true);
        await using (enclave)
        {
            await RefusedAsync(StepNames.PolicyKind, enclave, machine, policy);
        }
    }

    [Fact]
    public async Task Infer_KeysExpired_EndsWithThree()
    {
        using ForgedMachine machine = new(EvidenceKind.Sgx);
        (TestEnclave enclave, Policy policy) = await StartAsync(machine);
        await using (enclave)
        {
            await RefusedAsync(BindingSteps.Expiry, enclave, machine, policy, time: new FakeTimeProvider(ForgedPki.Now.AddHours(2)));
        }
    }

    /// <summary>What somebody on the way does to the honest answer of a right machine, and the first step that says so.</summary>
    public static TheoryData<string, string> Ways => new()
    {
        { "answers with what another nonce was answered with", BindingSteps.Nonce },
        { "puts this nonce into what another was answered with", BindingSteps.ReportData },
        { "puts evidence of another machine beside own keys", BindingSteps.ReportData },
        { "swaps the key list", BindingSteps.ReportData },
        { "shortens the key list", BindingSteps.ReportData },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Infer_AnswerChangedOnTheWay_EndsWithThreeAtItsStep(string way, string step)
    {
        using ForgedMachine machine = new(EvidenceKind.Sgx), second = new(EvidenceKind.Sgx);
        (TestEnclave enclave, Policy policy) = await StartAsync(machine);
        (TestEnclave other, _) = await StartAsync(second);
        await using (enclave)
        await using (other)
        {
            EvidenceBundle earlier = await LaminaClient.FetchEvidenceAsync(enclave.Address, RandomNumberGenerator.GetBytes(32), TestContext.Current.CancellationToken);
            EvidenceBundle elsewhere = await LaminaClient.FetchEvidenceAsync(other.Address, RandomNumberGenerator.GetBytes(32), TestContext.Current.CancellationToken);
            Func<EvidenceBundle, EvidenceBundle> change = way switch
            {
                "answers with what another nonce was answered with" => _ => earlier,
                "puts this nonce into what another was answered with" => honest => earlier with { Nonce = honest.Nonce },
                "puts evidence of another machine beside own keys" => honest => honest with { Evidence = elsewhere.Evidence },
                "swaps the key list" => honest => honest with { KeyList = elsewhere.KeyList },
                "shortens the key list" => honest => honest with { KeyList = honest.KeyList[..(2 + (honest.KeyList.Span[0] << 8) + honest.KeyList.Span[1])] },
                _ => throw new ArgumentOutOfRangeException(nameof(way)),
            };
            using Tamper network = Changing(change);
            await RefusedAsync(step, enclave, machine, policy, network);
        }
    }

    [Fact]
    public async Task Infer_DocumentsOlderThanThoseSeenBefore_EndsWithThreeAfterAnswers()
    {
        using ForgedMachine machine = new(EvidenceKind.Tdx);
        machine.Quote.TcbInfo["tcbEvaluationDataNumber"] = 21;
        byte[] newer = machine.Collateral.Single();
        machine.Quote.TcbInfo["tcbEvaluationDataNumber"] = 20;
        (TestEnclave enclave, Policy policy) = await StartAsync(machine);
        await using (enclave)
        {
            using Tamper network = Changing(honest => honest with { Collateral = [newer] });
            (int code, string output, string talk) = await InferAsync(enclave, machine, policy, network);
            Assert.True(code == Done, output + talk);

            await RefusedAsync(StepNames.CollateralRollback, enclave, machine, policy);
        }
    }

    private static void Spoil(ForgedMachine machine, string fault)
    {
        bool snp = machine.Kind == EvidenceKind.SevSnp, tdx = machine.Kind == EvidenceKind.Tdx;
        Action spoil = fault switch
        {
            "another program" when snp => () => machine.Report.Bytes[0x90] ^= 1,
            "another program" => () => machine.Quote.Body[tdx ? 136 : 64] ^= 1,
            "debug" when snp => () => machine.Report.Bytes[0x0A] |= 0x08, // bit 19 of the guest policy
            "debug" when tdx => () => machine.Quote.Body[120] |= 1,
            "debug" => () => machine.Quote.Body[48] |= 2,
            "revoked" when snp => () => machine.Report.List = ForgedPki.List(machine.Root, revoked: [41]),
            "revoked" => () => machine.Quote.PckList = ForgedPki.List(machine.Quote.Ca, revoked: [33]),
            "state revoked" => () => machine.Quote.TcbInfo["tcbLevels"]![0]!["tcbStatus"] = "Revoked",
            "out of date" => () => machine.Quote.LowerTo(4),
            "older than any that is listed" => () => machine.Quote.LowerTo(1),
            "old documents" when snp => () => machine.Report.List = ForgedPki.List(machine.Root, from: ForgedPki.Now.AddDays(-9), until: ForgedPki.Now.AddDays(-1)),
            "old documents" => () => machine.Quote.TcbInfo["nextUpdate"] = "2026-05-31T00:00:00Z",
            _ => throw new ArgumentOutOfRangeException(nameof(fault)),
        };
        spoil();
    }

    /// <summary>An enclave on a machine, and the policy that <c>attest policy</c> would have written of it before <paramref name="spoil"/>.</summary>
    private async Task<(TestEnclave Enclave, Policy Policy)> StartAsync(ForgedMachine machine, Action? spoil = null, bool simulated = false)
    {
        Policy policy = null!;
        TestEnclave enclave = await TestEnclave.StartAsync(time: _time, issuer: simulated ? null : machine.OpenIssuer(), prepare: folder =>
        {
            Plan plan = WithPreprocessing(folder);
            policy = machine.PolicyFor(plan);
            spoil?.Invoke();
            machine.PutCollateral(folder);
        });
        return (enclave, policy);
    }

    /// <summary>The tiny plan again, for pictures.</summary>
    private static Plan WithPreprocessing(TempFolder folder)
    {
        Plan plan = Plan.Parse(File.ReadAllBytes(folder[Plan.FileName])) with
        {
            Preprocessing = new Preprocessing
            {
                Geometry = [new GeometryStep { Resize = new Resize { Width = 4, Height = 4, Filter = ResizeFilter.Bilinear } }],
                Tensor = new TensorForm { Layout = TensorLayout.Nchw, Channels = ChannelOrder.Rgb, Mean = [128, 128, 128], Std = [64, 64, 64] },
                Labels = ImmutableArray.Create("a", "b", "c", "d", "e"),
                Output = OutputKind.Logits,
            },
        };
        File.WriteAllBytes(folder[Plan.FileName], plan.ToBytes());
        return plan;
    }

    private async Task RefusedAsync(string step, TestEnclave enclave, ForgedMachine machine, Policy policy, Tamper? way = null, TimeProvider? time = null)
    {
        using Tamper own = new();
        Tamper network = way ?? own;
        (int code, string output, string talk) = await InferAsync(enclave, machine, policy, network, time);

        Assert.True(code == Refused, output + talk);
        Assert.Contains($"The evidence was refused at {step}: ", talk, StringComparison.Ordinal);
        JsonElement json = JsonDocument.Parse(output).RootElement;
        Assert.Equal("evidence-refused", json.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(step, json.GetProperty("verification").EnumerateArray().First(one => one.GetProperty("status").GetString() == "failed").GetProperty("name").GetString());
        Assert.Equal([Endpoints.Evidence], network.Calls.Select(call => call.Path));
    }

    private async Task<(int Code, string Output, string Talk)> InferAsync(TestEnclave enclave, ForgedMachine machine, Policy policy, Tamper network, TimeProvider? time = null)
    {
        await File.WriteAllBytesAsync(_folder["policy.json"], PolicyWriter.Write(policy));
        InferCommand command = new(options => options with { Time = time ?? _time, TrustRoot = machine.Root.Certificate, Handler = network });
        using StringWriter output = new(), talk = new();
        string[] words = ["--json", "--server", enclave.Address.ToString(), "--policy", _folder["policy.json"], "--collateral-url", "none", "--collateral-cache", _folder["cache"], Checkout.Path("samples", "photos", "cat.jpg")];
        int code = await command.Parse(words).InvokeAsync(new InvocationConfiguration { Output = output, Error = talk, EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);
        return (code, output.ToString(), talk.ToString());
    }

    /// <summary>Somebody on the way who changes answers to requests for evidence.</summary>
    private static Tamper Changing(Func<EvidenceBundle, EvidenceBundle> change) => new()
    {
        Answer = (path, body) => path == Endpoints.Evidence && EvidenceBundle.TryParse(body, out EvidenceBundle? honest, out _) ? change(honest).ToJson() : body,
    };
}
