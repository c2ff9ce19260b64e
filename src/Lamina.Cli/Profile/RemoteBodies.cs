using Lamina.Cli.CommandLine;
using Lamina.OpenInference.Client;
using Lamina.Planning.Profiling;
using Lamina.Onnx.Splitting;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Cli.Profile;

/// <summary>A server elsewhere that was given the bodies and hand-off models beforehand.</summary>
internal static class RemoteBodies
{
    /// <summary>Makes sure that the server answers for every cut before anything long begins.</summary>
    /// <exception cref="CommandFailure">It does not answer, or lacks a model: exit code 1, with the command that writes what it lacks.</exception>
    public static async Task CheckAsync(ProfileJob job, CancellationToken cancellation)
    {
        OipAddress address = job.Worker!;
        using OipClient client = new(WorkerProcess.Reach(address));
        List<string> missing = [];
        foreach (AskedCut cut in job.Cuts)
        {
            (string body, string handoff) = CutFiles.Names(job.ModelSha256, new SplitRequest { Cut = cut.Tensors, TailCut = cut.TailCut });
            foreach (string name in new[] { body, handoff })
            {
                OipReply<OipReadiness> reply = await client.ModelReadyAsync(name, cancellation: cancellation);
                if (!reply.Succeeded(out OipReadiness? readiness) && reply.Failure is not (OipFailure.ModelUnknown or OipFailure.RequestRefused))
                {
                    throw new CommandFailure(ExitCode.Failed, "worker-failed", $"the server does not answer ({reply.Failure}): {reply.UntrustedText}", address.Text);
                }

                if (readiness is not { Ready: true })
                {
                    missing.Add(name);
                }
            }
        }

        if (missing.Count > 0)
        {
            throw new CommandFailure(
                ExitCode.Failed,
                "body-missing",
                $"the server has not {string.Join(", ", missing.Take(4))}{(missing.Count > 4 ? $" and {missing.Count - 4} more" : "")}: write them with the same command and --triton-repository DIR in place of --worker, and serve that folder there",
                address.Text);
        }
    }
}
