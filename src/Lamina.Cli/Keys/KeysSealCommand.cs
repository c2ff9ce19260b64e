using System.CommandLine;
using Lamina.Attestation.Policies;
using Lamina.Cli.CommandLine;
using Lamina.Plans;
using Lamina.Protocol.KeyRelease;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Cli.Keys;

/// <summary><c>keys seal</c>: a copy of a plan's folder in which the parts that run in the enclave are encrypted.</summary>
internal sealed class KeysSealCommand : LaminaCommand
{
    private readonly Argument<string> _plan = new("PLAN_DIR") { Description = "Folder with plan.json and the parts" };
    private readonly Option<string> _out = new("--out", "-o") { Description = "Where to write the sealed folder", HelpName = "DIR", Required = true };
    private readonly Option<string> _key = new("--key") { Description = "The model key: made if the file is not there, used again if it is of the same plan", HelpName = "FILE", Required = true };

    public KeysSealCommand()
        : base("seal", "Encrypt head and tail of a plan; plan and body stay as they are", json: false)
    {
        Arguments.Add(_plan);
        Options.Add(_out);
        Options.Add(_key);
        Examples = ["lamina keys seal plan/ -o sealed/ --key model.key"];
    }

    protected override Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        PlanFolder plan = PlanFolder.Read(arguments.GetRequiredValue(_plan));
        string folder = arguments.GetRequiredValue(_out);
        CheckTarget(folder, plan);
        ModelKeyFile file = OpenKey(arguments.GetRequiredValue(_key), plan);
        using ModelKey key = file.Key;
        try
        {
            Directory.CreateDirectory(folder);
            foreach (HashedFile part in plan.Plan.Head.Files().Concat(plan.Plan.Tail is { } tail ? tail.Files() : []))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Seal(plan, part, key, folder);
            }

            // The worker runs the body in the clear: that is the cut.
            foreach (HashedFile part in plan.Plan.Body.Files())
            {
                File.Copy(Path.Combine(plan.Path, part.File), Path.Combine(folder, part.File), overwrite: true);
            }

            string signature = Path.Combine(plan.Path, PlanSignature.FileName);
            if (File.Exists(signature))
            {
                File.Copy(signature, Path.Combine(folder, PlanSignature.FileName), overwrite: true);
            }

            // Last: a folder with a plan is a finished one.
            InputFiles.Write(Path.Combine(folder, Plan.FileName), plan.Bytes);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Failed, "cannot-write", $"the plan cannot be sealed: {fault.Message}", folder);
        }

        terminal.Say($"sealed head{(plan.Plan.Tail is null ? "" : " and tail")} of plan {Convert.ToHexStringLower(plan.Digest)} into {folder} with {key}");
        terminal.Say("the body stays readable: the worker runs it; docs/keys.md says what hiding the head protects and what it does not");
        return Task.FromResult(ExitCode.Done);
    }

    private static void CheckTarget(string folder, PlanFolder plan)
    {
        string there = Path.Combine(folder, Plan.FileName);
        if (Path.GetFullPath(folder) == Path.GetFullPath(plan.Path))
        {
            throw CommandFailure.Usage("the sealed folder must be another than the plan's: the parts in it are not sealed", "--out");
        }

        if (File.Exists(there) && !InputFiles.Read(there, Plan.MaxBytes).AsSpan().SequenceEqual(plan.Bytes))
        {
            throw CommandFailure.Usage("the folder holds another plan", folder);
        }
    }

    private static ModelKeyFile OpenKey(string path, PlanFolder plan)
    {
        if (!File.Exists(path))
        {
            return ModelKeyFile.Create(path, plan.Digest);
        }

        ModelKeyFile file = ModelKeyFile.Read(path);
        if (file.PlanDigest.AsSpan().SequenceEqual(plan.Digest))
        {
            return file;
        }

        file.Key.Dispose();
        throw CommandFailure.Usage($"the key is of plan {Convert.ToHexStringLower(file.PlanDigest)}, not of {Convert.ToHexStringLower(plan.Digest)}; each plan has its own", path);
    }

    private static void Seal(PlanFolder plan, HashedFile part, ModelKey key, string folder)
    {
        string source = Path.Combine(plan.Path, part.File);
        string target = Path.Combine(folder, part.File + SealedPart.Extension);
        using (FileStream content = File.OpenRead(source))
        {
            using FileStream digested = File.OpenRead(source);
            if (part.Mismatch(digested.Length, Sha256Digest.Of(digested)) is { } mismatch)
            {
                throw CommandFailure.Unusable(mismatch, source);
            }

            using FileStream unfinished = File.Create(target + ".unfinished");
            SealedPart.Seal(key, plan.Digest, part.File, content, unfinished);
        }

        File.Move(target + ".unfinished", target, overwrite: true);
    }
}
