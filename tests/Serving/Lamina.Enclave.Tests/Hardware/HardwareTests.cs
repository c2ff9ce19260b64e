using Lamina.Attestation;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.Policies;
using Lamina.Attestation.Tests.Forged;
using Lamina.Client;
using Lamina.OpenInference;
using Lamina.Protocol;
using Lamina.Protocol.Bundles;
using Lamina.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Lamina.Enclave.Tests.Hardware;

/// <summary>The whole way on imitated hardware: the platform's files, real evidence formats, the server's documents, every refusal.</summary>
public sealed class HardwareTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(ForgedPki.Now);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<EvidenceKind, bool> Kinds => new() { { EvidenceKind.Sgx, true }, { EvidenceKind.Sgx, false }, { EvidenceKind.Tdx, true }, { EvidenceKind.Tdx, false }, { EvidenceKind.SevSnp, true }, { EvidenceKind.SevSnp, false } };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Infer_GenuineMachineWithServersDocuments_IsAccepted(EvidenceKind kind, bool fresh)
    {
        using ForgedMachine machine = new(kind);
        await using TestEnclave enclave = await StartAsync(machine);
        Policy policy = machine.PolicyFor(enclave.Plan) with { Freshness = fresh ? new FreshEvidence() : new EpochEvidence(TimeSpan.FromHours(2)) };
        using LaminaClient client = await LaminaClient.ConnectAsync(Options(enclave, machine, policy), TestContext.Current.CancellationToken);
        InferTensor input = TestEnclave.Input();

        float[] found = TestEnclave.Values(await client.InferAsync([input], TestContext.Current.CancellationToken));

        Assert.Equal(enclave.Expected(input), found);
        Assert.Equal((kind, VerificationOutcome.Accepted), (client.Verification.Kind, client.Verification.Outcome));
        Assert.Contains(client.Verification.Steps, step => step is { Name: StepNames.CollateralRollback, Status: StepStatus.Passed });
    }

    [Fact]
    public async Task Connect_NobodyHasTheVendorsDocuments_IsRefused()
    {
        using ForgedMachine machine = new(EvidenceKind.Tdx);
        await using TestEnclave enclave = await TestEnclave.StartAsync(time: _time, issuer: machine.OpenIssuer());
        Assert.Equal(StepNames.RootCrl, await RefusedAsync(enclave, machine, machine.PolicyFor(enclave.Plan)));
    }

    /// <summary>What is wrong with an SGX machine, and the step that says so.</summary>
    public static TheoryData<string, string> Faults => new()
    {
        { "another program", StepNames.PolicyMeasurement },
        { "debug", StepNames.Debug },
        { "revoked", StepNames.PckRevocation },
        { "out of date", StepNames.PolicyTcbStatus },
        { "never heard of", StepNames.TcbLevel },
        { "old documents", StepNames.TcbInfoDates },
        { "quote altered", StepNames.QuoteSignature },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Connect_MachineWithAFault_IsRefusedAtItsStep(string fault, string step)
    {
        using ForgedMachine machine = new(EvidenceKind.Sgx);
        ForgedQuote quote = machine.Quote;
        Policy policy = null!;
        await using TestEnclave enclave = await TestEnclave.StartAsync(time: _time, issuer: machine.OpenIssuer(), prepare: folder =>
        {
            policy = machine.PolicyFor(Plans.Plan.Parse(File.ReadAllBytes(folder["plan.json"])));
            Action spoil = fault switch
            {
                "another program" => () => quote.Body[64] ^= 1,
                "debug" => () => quote.Body[48] |= 2,
                "revoked" => () => quote.PckList = ForgedPki.List(quote.Ca, revoked: [33]),
                "out of date" => () => quote.LowerTo(4),
                "never heard of" => () => quote.LowerTo(1),
                "old documents" => () => quote.TcbInfo["nextUpdate"] = "2026-05-31T00:00:00Z",
                "quote altered" => () => quote.Spoil = "quote-signature",
                _ => throw new ArgumentOutOfRangeException(nameof(fault)),
            };
            spoil();
            machine.PutCollateral(folder);
        });

        Assert.Equal(step, await RefusedAsync(enclave, machine, policy));
    }

    [Fact]
    public async Task Connect_SimulatedTeeUnderAPolicyForHardware_IsRefusedAtItsKind()
    {
        using ForgedMachine machine = new(EvidenceKind.Sgx);
        await using TestEnclave enclave = await TestEnclave.StartAsync(time: _time);
        Assert.Equal(StepNames.PolicyKind, await RefusedAsync(enclave, machine, machine.PolicyFor(enclave.Plan)));
    }

    [Fact]
    public async Task Connect_EvidenceOfAnotherMachineReplayed_IsRefusedAtReportData()
    {
        using ForgedMachine machine = new(EvidenceKind.Sgx);
        await using TestEnclave honest = await StartAsync(machine);
        EvidenceBundle genuine = await LaminaClient.FetchEvidenceAsync(honest.Address, new byte[32], TestContext.Current.CancellationToken);

        // The attacker's own keys and the client's nonce, under evidence of a machine that the policy accepts.
        await using TestEnclave attacker = await TestEnclave.StartAsync(time: _time);
        Tamper network = new() { Answer = (path, body) => path == Endpoints.Evidence ? Parsed(body) is { } own ? (own with { Kind = genuine.Kind, Evidence = genuine.Evidence, Collateral = genuine.Collateral }).ToJson() : body : body };
        Assert.Equal(Protocol.Binding.BindingSteps.ReportData, await RefusedAsync(attacker, machine, machine.PolicyFor(attacker.Plan), network));
    }

    [Fact]
    public async Task Connect_KeysExpiredByTheClientsClock_IsRefusedAtExpiry()
    {
        using ForgedMachine machine = new(EvidenceKind.Sgx);
        await using TestEnclave enclave = await StartAsync(machine);
        FakeTimeProvider later = new(ForgedPki.Now.AddHours(2));
        Assert.Equal(Protocol.Binding.BindingSteps.Expiry, await RefusedAsync(enclave, machine, machine.PolicyFor(enclave.Plan), time: later));
    }

    [Fact]
    public async Task Connect_ServerHandsOutOlderDocumentsThanBefore_IsRefusedAsRolledBack()
    {
        using ForgedMachine machine = new(EvidenceKind.Tdx);
        machine.Quote.TcbInfo["tcbEvaluationDataNumber"] = 21;
        byte[] newer = [.. machine.Collateral.Single()];
        machine.Quote.TcbInfo["tcbEvaluationDataNumber"] = 20;
        await using TestEnclave enclave = await StartAsync(machine);
        Policy policy = machine.PolicyFor(enclave.Plan);
        Tamper network = new() { Answer = (path, body) => path == Endpoints.Evidence && Parsed(body) is { } own ? (own with { Collateral = [newer] }).ToJson() : body };

        (await LaminaClient.ConnectAsync(Options(enclave, machine, policy) with { Handler = network }, TestContext.Current.CancellationToken)).Dispose();

        Assert.Equal(StepNames.CollateralRollback, await RefusedAsync(enclave, machine, policy));
    }

    private Task<TestEnclave> StartAsync(ForgedMachine machine) => TestEnclave.StartAsync(time: _time, issuer: machine.OpenIssuer(), prepare: machine.PutCollateral);

    private LaminaClientOptions Options(TestEnclave enclave, ForgedMachine machine, Policy policy) =>
        new() { Server = enclave.Address, Policy = policy, Time = _time, TrustRoot = machine.Root.Certificate, RollbackStore = new RollbackStore(_folder["seen"]) };

    private async Task<string> RefusedAsync(TestEnclave enclave, ForgedMachine machine, Policy policy, HttpMessageHandler? network = null, TimeProvider? time = null)
    {
        LaminaClientException refused = await Assert.ThrowsAsync<LaminaClientException>(() =>
            LaminaClient.ConnectAsync(Options(enclave, machine, policy) with { Handler = network, Time = time ?? _time }, TestContext.Current.CancellationToken));
        Assert.Equal(LaminaFailure.EvidenceRefused, refused.Failure);
        return refused.Steps.First(step => step.Status == StepStatus.Failed).Name;
    }

    private static EvidenceBundle? Parsed(byte[] body) => EvidenceBundle.TryParse(body, out EvidenceBundle? bundle, out _) ? bundle : null;
}
