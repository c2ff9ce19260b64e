using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Lamina.Attestation.Policies;
using Lamina.Cli.CommandLine;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Cli.Keys;

/// <summary><c>keys sign</c>: writes <c>plan.sig</c>, so that a policy can name who signs plans instead of each plan.</summary>
internal sealed class KeysSignCommand : LaminaCommand
{
    private const int KeyCeiling = 64 << 10;

    private readonly Argument<string> _plan = new("PLAN_DIR") { Description = "Folder with plan.json" };
    private readonly Option<string> _key = new("--key") { Description = "Private P-256 key of the signer, PEM", HelpName = "FILE", Required = true };
    private readonly Option<bool> _create = new("--create") { Description = "Make the key first; refused if the file is there" };

    public KeysSignCommand()
        : base("sign", "Sign a plan: plan.sig beside plan.json", json: false)
    {
        Arguments.Add(_plan);
        Options.Add(_key);
        Options.Add(_create);
        Examples = ["lamina keys sign plan/ --key signer.pem --create", "lamina keys sign plan/ --key signer.pem"];
    }

    protected override Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        PlanFolder plan = PlanFolder.Read(arguments.GetRequiredValue(_plan));
        using ECDsa key = Open(arguments.GetRequiredValue(_key), arguments.GetValue(_create), terminal);
        string file = Path.Combine(plan.Path, PlanSignature.FileName);
        InputFiles.Write(file, Encoding.ASCII.GetBytes(PlanSignature.ToText(PlanSignature.Sign(key, plan.Digest))));
        terminal.Say($"wrote {file}; a policy names its signer as \"plan\": {{\"signer_public_key\": ...}} with this key:");
        terminal.Show(Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()));
        return Task.FromResult(ExitCode.Done);
    }

    private static ECDsa Open(string path, bool create, Terminal terminal)
    {
        if (create)
        {
            ECDsa made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            OwnerFile.WriteNew(path, Encoding.ASCII.GetBytes(made.ExportECPrivateKeyPem() + "\n"));
            terminal.Say($"made {path}: whoever has it can sign plans that your clients accept");
            return made;
        }

        byte[] pem = InputFiles.Read(path, KeyCeiling);
        ECDsa key = ECDsa.Create();
        try
        {
            key.ImportFromPem(Encoding.ASCII.GetString(pem));
            _ = key.ExportECPrivateKey();
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw CommandFailure.Unusable("the file holds no private key in PEM", path);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pem);
        }

        if (key.KeySize != 256)
        {
            key.Dispose();
            throw CommandFailure.Unusable("the key is not on P-256", path);
        }

        return key;
    }
}
