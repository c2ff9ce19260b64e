using Lamina.Cli.CommandLine;
using Lamina.Cli.Split;
using Lamina.Onnx;
using Lamina.Onnx.Inspection;
using Lamina.Plans;

namespace Lamina.Cli.Quickstart;

/// <summary>
/// What the quickstart serves: the trained network that the build carries (<c>samples/quickstart</c>), cut as its judged plan says where that is shipped too, else at
/// some depth. Split on first use and kept in the quickstart's folder.
/// </summary>
/// <param name="PlanFolder">Where plan and parts are.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Remarks">What a reader must know of it.</param>
/// <param name="Attacks">What attacks made of the photographs; null where that is not shipped.</param>
internal sealed record QuickstartModel(string PlanFolder, Plan Plan, IReadOnlyList<string> Remarks, ShippedAttacks? Attacks)
{
    /// <summary>File name of the trained network.</summary>
    public const string TrainedName = "efficientnet_b0-cifar10.onnx";

    private const string Trained = "The network is EfficientNet-B0, trained on CIFAR-10: whatever a photograph shows, it answers with one of ten classes, and sees it at 64x64 pixels.";

    /// <summary>The share of the valid cuts that lies before the cut of a network that nobody judged.</summary>
    private const double Depth = 0.35;

    /// <summary>Where a build carries the trained network, its plan and what attacks made of the photographs.</summary>
    public static string Shipped => Path.Combine(AppContext.BaseDirectory, "quickstart");

    /// <summary>Opens what an earlier run left, or splits what is shipped.</summary>
    /// <param name="folder">The quickstart's folder.</param>
    /// <param name="shipped">See <see cref="Shipped"/>.</param>
    /// <param name="terminal">Told what is split.</param>
    /// <exception cref="CommandFailure">The folder holds something else, or cannot be written; or what is shipped is missing or damaged.</exception>
    public static QuickstartModel Prepare(string folder, string shipped, Terminal terminal)
    {
        string plans = Path.Combine(folder, "plan");
        string trained = Path.Combine(shipped, TrainedName);
        return File.Exists(trained)
            ? OfTrained(trained, shipped, plans, terminal) with { Attacks = ShippedAttacks.Read(shipped) }
            : throw CommandFailure.Unusable("This build carries no trained network; samples/quickstart of the repository holds it.", trained);
    }

    private static QuickstartModel OfTrained(string path, string shipped, string plans, Terminal terminal)
    {
        string judgedPath = Path.Combine(shipped, Plan.FileName);
        QuickstartModel? judged = File.Exists(judgedPath) ? Open(shipped, [Trained]) : null;
        if (File.Exists(Path.Combine(plans, Plan.FileName)))
        {
            QuickstartModel found = Open(plans, [Trained]);
            bool same = judged is null ? found.Plan.Model.Sha256 == DigestOf(path) : found.Plan.Digest() == judged.Plan.Digest();
            return same ? found : throw CommandFailure.Unusable("The folder holds the plan of another network. Remove it, or name another folder with -o.", plans);
        }

        terminal.Say($"splitting EfficientNet-B0 into {plans}");
        terminal.Say(Trained);
        if (judged is null)
        {
            Split(path, plans, null);
            return Open(plans, [Trained]);
        }

        Plan made = Split(path, plans, judged.Plan);
        if (made.Head.Sha256 != judged.Plan.Head.Sha256 || made.Body.Sha256 != judged.Plan.Body.Sha256 || made.Tail?.Sha256 != judged.Plan.Tail?.Sha256)
        {
            File.Delete(Path.Combine(plans, Plan.FileName));
            throw CommandFailure.Unusable("The network that is shipped does not split into the parts that its plan names.", judgedPath);
        }

        InputFiles.Write(Path.Combine(plans, Plan.FileName), judged.Plan.ToBytes());
        return judged with { PlanFolder = plans };
    }

    /// <summary>Splits as a plan says, or at some depth.</summary>
    private static Plan Split(string path, string plans, Plan? judged)
    {
        using OnnxModel model = ModelFile.Open(path);
        CutDescription? some = null;
        if (judged is null)
        {
            IReadOnlyList<CutDescription> cuts = ModelInspection.Of(model).Cuts;
            some = cuts[(int)(cuts.Count * Depth)];
        }

        return SplitWork.Run(new SplitJob
        {
            ModelPath = path,
            Model = model,
            Cut = some is null ? [.. judged!.Cut.Tensors.Select(tensor => tensor.Name)] : [.. some.Tensors],
            Label = some?.Label ?? judged!.Cut.Label,
            TailCut = [.. judged?.Tail?.Inputs.Select(tensor => tensor.Name) ?? []],
            Preprocessing = ModelFile.ReadPreprocessing(path, null),
            Folder = plans,
            CreatedBy = "lamina quickstart",
        });
    }

    private static Sha256Digest DigestOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Sha256Digest.Of(file);
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
