using System.CommandLine;
using Lamina.Lab.Evaluation;

namespace Lamina.Lab.Commands;

/// <summary><c>eval M.onnx --data D</c>.</summary>
internal static class EvalCommand
{
    private static readonly Argument<string> Model = new("model") { Description = "The classifier (.onnx), with its .preprocess.json beside it." };
    private static readonly Option<string> Data = new("--data") { Description = "Folder or zip of pictures in class folders; its split 'test', else 'val', if it has splits.", Required = true };
    private static readonly Option<string?> Preprocess = new("--preprocess") { Description = "Preprocessing file, if not beside the model." };
    private static readonly Option<int> Threads = new("--threads") { Description = "Threads; 0: all.", DefaultValueFactory = _ => 0 };
    private static readonly Option<string?> Out = new("--out", "-o") { Description = "Folder for per_class.csv and confusion.png." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("eval", "Accuracy of an ONNX classifier on labelled pictures, run by ONNX Runtime.") { Model, Data, Preprocess, Threads, Out, Json };
        command.SetAction((parsed, cancellation) => CommandRunner.RunAsync(
            () => Evaluator.RunAsync(
                new EvaluationRequest(parsed.GetValue(Model)!, Options.ExistingFile(parsed, Preprocess), parsed.GetValue(Data)!, Options.Threads(parsed, Threads), parsed.GetValue(Out), parsed.GetValue(Json)),
                TimeProvider.System,
                cancellation),
            parsed.GetValue(Json)));
        return command;
    }
}
