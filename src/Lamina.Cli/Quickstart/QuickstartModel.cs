using Lamina.Cli.CommandLine;
using Lamina.Cli.Split;
using Lamina.Models.Zoo;
using Lamina.Onnx;
using Lamina.Onnx.Inspection;
using Lamina.Plans;

namespace Lamina.Cli.Quickstart;

/// <summary>
/// What the quickstart serves: the trained network with its judged plan where the build carries one (<c>samples/quickstart</c>), else EfficientNet-B0 with
/// untrained weights, split on first use and kept in the quickstart's folder.
/// </summary>
/// <param name="PlanFolder">Where plan and parts are.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Remarks">What a reader must know of it.</param>
/// <param name="Attacks">What attacks made of the photographs; null where that is not shipped.</param>
internal sealed record QuickstartModel(string PlanFolder, Plan Plan, IReadOnlyList<string> Remarks, ShippedAttacks? Attacks)
{
    private const string Untrained = "The network's weights are untrained (seeded): its labels and scores mean nothing. The channel, the split and the processes are the real ones.";

    /// <summary>The share of the valid cuts that lies before the quickstart's cut.</summary>
    private const double Depth = 0.35;

    /// <summary>Where a build carries the trained network's plan and what attacks made of the photographs.</summary>
    public static string Shipped => Path.Combine(AppContext.BaseDirectory, "quickstart");

    /// <summary>Opens what is shipped, or what an earlier run left, or builds and splits.</summary>
    /// <param name="folder">The quickstart's folder.</param>
    /// <param name="shipped">See <see cref="Shipped"/>; it need not be there.</param>
    /// <param name="terminal">Told what is built.</param>
    /// <exception cref="CommandFailure">The folder holds something else, or cannot be written.</exception>
    public static QuickstartModel Prepare(string folder, string shipped, Terminal terminal)
    {
        if (File.Exists(Path.Combine(shipped, "plan", Plan.FileName)))
        {
            return Open(Path.Combine(shipped, "plan"), []) with { Attacks = ShippedAttacks.Read(shipped) };
        }

        string plans = Path.Combine(folder, "plan");
        if (File.Exists(Path.Combine(plans, Plan.FileName)))
        {
            return Open(plans, [Untrained]);
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
        return Open(plans, [Untrained]);
    }

    private static QuickstartModel Open(string plans, IReadOnlyList<string> remarks)
    {
        try
        {
            return new QuickstartModel(plans, Plan.Load(plans), remarks, null);
        }
        catch (PlanException fault)
        {
            throw CommandFailure.Unusable($"{fault.Message} Remove the folder to start anew.", plans);
        }
    }
}
