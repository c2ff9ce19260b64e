using Lamina.Cli.CommandLine;
using Lamina.Onnx;
using Lamina.Onnx.Cuts;
using Lamina.Onnx.Splitting;
using Lamina.Planning.Authoring;
using Lamina.Plans;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Cli.Split;

/// <summary>Splits a model and writes the parts with a plan that nobody has judged yet. A folder gets its plan last, so half a split is no plan.</summary>
internal static class SplitWork
{
    /// <summary>Digits of the body's digest in the name under which an enclave asks a worker for it.</summary>
    private const int NameDigits = 16;

    private static readonly Dictionary<string, long> NoNames = [];

    /// <summary>Writes the body of a split as a Triton model repository.</summary>
    /// <param name="folder">The split's folder.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="repository">The repository's folder; other models in it stay.</param>
    /// <returns>Path of the model's file.</returns>
    /// <exception cref="CommandFailure">Triton cannot be told of a tensor (5), or the folder cannot be written (1).</exception>
    public static string WriteRepository(string folder, Plan plan, string repository)
    {
        try
        {
            using OnnxModel body = OnnxModel.Open(Path.Combine(folder, plan.Body.File));
            return TritonRepository.Add(repository, $"body-{plan.Body.Sha256.ToString()[..NameDigits]}", body);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Failed, "cannot-write", fault.Message, repository);
        }
    }

    /// <summary>Does it.</summary>
    /// <returns>The plan as written.</returns>
    /// <exception cref="CommandFailure">The set is no cut (2), the model cannot be described (5), or the folder cannot be written (1).</exception>
    public static Plan Run(SplitJob job)
    {
        try
        {
            if (!GraphSplitter.TrySplit(job.Model, new SplitRequest { Cut = job.Cut, TailCut = job.TailCut, Recorded = job.Recorded }, out ModelParts? parts, out CutRefusal? refusal))
            {
                throw new CommandFailure(ExitCode.Usage, "not-a-cut", refusal.ToString(), job.ModelPath);
            }

            // The model's own digest needs nothing of the split, so it is taken meanwhile.
            Task<Sha256Digest> digest = Task.Factory.StartNew(() => DigestOf(job.ModelPath), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            Directory.CreateDirectory(job.Folder);
            string planPath = Path.Combine(job.Folder, Plan.FileName);
            File.Delete(planPath);
            File.Delete(Path.Combine(job.Folder, "tail.onnx"));
            IReadOnlyList<SavedFile> files = parts.SaveHashed(job.Folder);
            Plan plan = PlanAuthor.Unjudged(job.Folder, new PlanRequest
            {
                ModelPath = job.ModelPath,
                CutLabel = job.Label ?? string.Join(", ", parts.Cut),
                CutTensors = [.. parts.Cut],
                Preprocessing = job.Preprocessing,
                CreatedBy = job.CreatedBy,
                ModelSha256 = digest.GetAwaiter().GetResult(),
                Written = files.Select(Hashed).ToDictionary(file => file.File),
                RecordedShapes = job.Recorded.Where(pair => pair.Value.Shape is not null).ToDictionary(pair => pair.Key, pair => (IReadOnlyList<long>)pair.Value.Shape!.Evaluate(NoNames)!),
                ToolVersion = typeof(SplitWork).Assembly.GetName().Version!.ToString(3),
            });
            InputFiles.Write(planPath, plan.ToBytes());
            return plan;
        }
        catch (Exception fault) when (fault is OnnxFormatException or PlanException)
        {
            throw CommandFailure.Unusable(fault.Message, job.ModelPath);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Failed, "cannot-write", fault.Message, job.Folder);
        }
    }

    private static HashedFile Hashed(SavedFile file) => new() { File = Path.GetFileName(file.Path), Bytes = file.Bytes, Sha256 = Sha256Digest.FromBytes(file.Sha256.Span) };

    private static Sha256Digest DigestOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Sha256Digest.Of(file);
    }
}
