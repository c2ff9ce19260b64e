using Lamina.Cli.CommandLine;
using Lamina.Cli.Split;
using Lamina.Onnx;
using Lamina.Onnx.Cuts;
using Lamina.Onnx.Splitting;
using Lamina.Planning.Profiling;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Cli.Profile;

/// <summary>Writes what a server elsewhere needs to be profiled: body and hand-off model of every cut, as a Triton model repository.</summary>
internal static class BodyRepository
{
    /// <summary>Writes it.</summary>
    /// <exception cref="CommandFailure">A set is no cut (2), or the folder cannot be written (1).</exception>
    public static void Write(ProfileJob job, string folder, Terminal terminal)
    {
        try
        {
            foreach (AskedCut cut in job.Cuts)
            {
                SplitRequest request = new() { Cut = cut.Tensors, TailCut = cut.TailCut, Recorded = job.Recorded };
                if (!GraphSplitter.TrySplit(job.Model, request, out ModelParts? parts, out CutRefusal? refusal))
                {
                    throw new CommandFailure(ExitCode.Usage, "not-a-cut", refusal.ToString(), job.ModelPath);
                }

                (string body, string handoff) = CutFiles.Names(job.ModelSha256, request);
                TritonRepository.Add(folder, body, parts.Body);
                using OnnxModel echo = HandoffModel.Build(parts.Body.Graph.Inputs);
                TritonRepository.Add(folder, handoff, echo);
                terminal.Show($"{cut.Label}: {body}, {handoff}");
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Failed, "cannot-write", fault.Message, folder);
        }
    }
}
