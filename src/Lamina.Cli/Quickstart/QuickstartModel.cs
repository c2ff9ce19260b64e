using Lamina.Cli.CommandLine;
using Lamina.Cli.Split;
using Lamina.Models.Zoo;
using Lamina.Onnx;
using Lamina.Onnx.Inspection;
using Lamina.Plans;

namespace Lamina.Cli.Quickstart;

/// <summary>What the quickstart serves: EfficientNet-B0, split. Made on first use, kept in the quickstart's folder.</summary>
internal sealed record QuickstartModel(string PlanFolder, Plan Plan, IReadOnlyList<string> Remarks)
{
    private const string Untrained = "The network's weights are untrained (seeded): its labels and scores mean nothing. The channel, the split and the processes are the real ones.";

    /// <summary>The share of the valid cuts that lies before the quickstart's cut.</summary>
    private const double Depth = 0.35;

    /// <summary>Opens what an earlier run left, or builds and splits.</summary>
    /// <exception cref="CommandFailure">The folder holds something else, or cannot be written.</exception>
    public static QuickstartModel Prepare(string folder, Terminal terminal)
    {
        string plans = Path.Combine(folder, "plan");
        if (File.Exists(Path.Combine(plans, Plan.FileName)))
        {
            return Open(plans);
        }

        terminal.Say($"building EfficientNet-B0 and splitting it into {plans}");
        terminal.Say(Untrained);
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, "efficientnet_b0-untrained.onnx");
        using (ZooModel zoo = ModelZoo.Build(new ZooRequest { Architecture = ZooArchitecture.Of("efficientnet_b0"), Seed = 1 }))
        {
            zoo.Save(path);
        }

        using OnnxModel model = ModelFile.Open(path);
        IReadOnlyList<CutDescription> cuts = ModelInspection.Of(model).Cuts;
        CutDescription cut = cuts[(int)(cuts.Count * Depth)];
        SplitWork.Run(new SplitJob
        {
            ModelPath = path,
            Model = model,
            Cut = [.. cut.Tensors],
            Label = cut.Label,
            Preprocessing = ModelFile.ReadPreprocessing(path, null),
            Folder = plans,
            CreatedBy = "lamina quickstart",
        });
        return Open(plans);
    }

    private static QuickstartModel Open(string plans)
    {
        try
        {
            return new QuickstartModel(plans, Plan.Load(plans), [Untrained]);
        }
        catch (PlanException fault)
        {
            throw CommandFailure.Unusable($"{fault.Message} Remove the folder to start anew.", plans);
        }
    }
}
