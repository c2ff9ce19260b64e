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
            if (!GraphSplitter.TrySplit(job.Model, new SplitRequest { Cut = job.Cut, TailCut = job.TailCut }, out ModelParts? parts, out CutRefusal? refusal))
            {
                throw new CommandFailure(ExitCode.Usage, "not-a-cut", refusal.ToString(), job.ModelPath);
            }

            Directory.CreateDirectory(job.Folder);
            string planPath = Path.Combine(job.Folder, Plan.FileName);
            File.Delete(planPath);
            File.Delete(Path.Combine(job.Folder, "tail.onnx"));
            parts.Save(job.Folder);
            Plan plan = PlanAuthor.Unjudged(job.Folder, new PlanRequest
            {
                ModelPath = job.ModelPath,
                CutLabel = job.Label ?? string.Join(", ", parts.Cut),
                CutTensors = [.. parts.Cut],
                Preprocessing = job.Preprocessing,
                CreatedBy = job.CreatedBy,
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
}
