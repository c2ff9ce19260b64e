using System.CommandLine;

namespace Lamina.Lab.Commands;

/// <summary>Options that <c>attack</c> and <c>plan</c> share.</summary>
internal static class JudgingOptions
{
    public static readonly Option<string?> Victims = new("--victims") { Description = "Pictures of the victims, where they are apart." };
    public static readonly Option<string?> JudgeModel = new("--judge") { Description = "Another classifier (.onnx with .preprocess.json): label agreement and re-identification by its features. The budget strict acquits nothing without one." };
    public static readonly Option<string?> Preprocess = new("--preprocess") { Description = "Preprocessing file, if not beside the model." };
    public static readonly Option<string?> Kind = new("--kind") { Description = "What the pictures show, where they are of the kind the model serves. Without it, and without class folders that match the model's labels, the verdict is a demonstration." };
    public static readonly Option<int> MostImages = new("--images") { Description = "Pictures of the adversary's at most.", DefaultValueFactory = _ => 2000 };
    public static readonly Option<int> WhiteBox = new("--victims-whitebox") { Description = "Victims of attacks that search for each; the first ones.", DefaultValueFactory = _ => 16 };
    public static readonly Option<int> Seeds = new("--seeds") { Description = "Seeds of the learned attack that decides; fewer than 3 acquit nothing. More are added to what is there.", DefaultValueFactory = _ => 3 };
    public static readonly Option<long> Seed = new("--seed") { Description = "Deals the roles and starts the attacks.", DefaultValueFactory = _ => 1L };
    public static readonly Option<int> Threads = new("--threads") { Description = "Threads; 0: all.", DefaultValueFactory = _ => 0 };
    public static readonly PrecisionOption Precision = new("What learned attacks and the first nine tenths of searches are");
    public static readonly Option<string[]> Merge = new("--merge") { Description = "Take over the pieces of the same job from this folder, made on another machine; repeatable.", HelpName = "DIR" };
    public static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Replace another job's results." };
    public static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object." };
}
