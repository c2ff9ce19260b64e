using Lamina.Shared.ProgramOptions;
using System.CommandLine;
using System.Security.Cryptography;
using Lamina.Attestation.Collateral;
using Lamina.Cli.CommandLine;
using Lamina.Cli.Infer;
using Lamina.Client;
using Lamina.Client.Sessions;
using Lamina.Protocol.Binding;
using Lamina.Protocol.Bundles;

namespace Lamina.Cli.Attest;

/// <summary><c>attest get</c>: fetches a bundle and judges nothing.</summary>
internal sealed class AttestGetCommand : LaminaCommand
{
    private readonly Option<string> _server = new("--server") { Description = "Where the enclave listens", HelpName = "URL", Required = true };
    private readonly Option<string> _out = new("--out", "-o") { Description = "Where to write the bundle; standard output if not given", HelpName = "FILE" };
    private readonly CollateralOptions _collateral = new(fetchUnasked: false);
    private readonly Option<bool> _epoch = new("--epoch") { Description = "Ask for the evidence of the epoch instead of one that binds a fresh nonce" };

    public AttestGetCommand()
        : base("get", "Fetch evidence as one bundle: evidence, key list, plan, nonce, collateral", json: false)
    {
        Options.Add(_server);
        Options.Add(_out);
        Options.Add(_epoch);
        _collateral.AddTo(this);
        Examples =
        [
            "lamina attest get --server http://127.0.0.1:8443 -o evidence.json",
            "lamina attest get --server http://127.0.0.1:8443 --collateral-url https://pccs.example:8081 -o to-judge-offline.json",
        ];
    }

    protected override async Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        byte[] nonce = arguments.GetValue(_epoch) ? [] : RandomNumberGenerator.GetBytes(NonceTree.NonceLength);
        Uri server = ServerAddress.Parse(arguments.GetRequiredValue(_server));
        EvidenceBundle bundle;
        try
        {
            bundle = await LaminaClient.FetchEvidenceAsync(server, nonce, cancellationToken);
        }
        catch (LaminaClientException fault)
        {
            throw ClientFailure.Of(fault, server);
        }

        using CollateralSource collateral = _collateral.Open(arguments);
        CollateralSet documents = await CollateralChoice.ForAsync(bundle, collateral.Files, collateral.Cache, terminal.Say, TimeProvider.System.GetUtcNow(), cancellationToken);
        ReadOnlyMemory<byte>[] beside = [.. documents.Files.Select(file => file.Content).Where(content => !content.Span.SequenceEqual(bundle.Certificates.Span))];
        byte[] json = (bundle with { Collateral = beside }).ToJson();
        if (arguments.GetValue(_out) is { } path)
        {
            InputFiles.Write(path, json);
            terminal.Say($"wrote {bundle} to {path}; nothing of it was judged: lamina attest verify {path}");
        }
        else
        {
            terminal.Show(System.Text.Encoding.UTF8.GetString(json));
        }

        return ExitCode.Done;
    }
}
