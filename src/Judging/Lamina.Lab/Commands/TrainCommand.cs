using System.CommandLine;
using Lamina.Data.Loading;
using Lamina.Lab.Training;
using Lamina.Torch.Training;

namespace Lamina.Lab.Commands;

/// <summary><c>train M.onnx --data D -o M2.onnx</c>.</summary>
internal static class TrainCommand
{
    private static readonly TrainingOptions Defaults = new();
    private static readonly Augmentation DefaultAugmentation = new();

    private static readonly Argument<string> Model = new("model") { Description = "The classifier to train or fine-tune (.onnx), with its .preprocess.json beside it." };
    private static readonly Option<string> Data = new("--data") { Description = "Folder or zip of pictures in class folders; its split 'train' if it has splits.", Required = true };
    private static readonly Option<string> Out = new("--out", "-o") { Description = "The trained model; beside it go its .preprocess.json and a folder NAME.training.", Required = true };
    private static readonly Option<string?> Preprocess = new("--preprocess") { Description = "Preprocessing file, if not beside the model." };
    private static readonly Option<int> Epochs = Number("--epochs", "Passes over the training pictures.", Defaults.Epochs);
    private static readonly Option<int> BatchSize = Number("--batch-size", "Pictures a step.", Defaults.BatchSize);
    private static readonly Option<OptimizerKind> Optimizer = Number("--optimizer", "adamw or sgd.", Defaults.Optimizer);
    private static readonly Option<double> LearningRate = Number("--learning-rate", "Highest learning rate.", Defaults.LearningRate);
    private static readonly Option<double> WeightDecay = Number("--weight-decay", "Decay of weights with more than one axis.", Defaults.WeightDecay);
    private static readonly Option<double> Momentum = Number("--momentum", "Momentum of sgd.", Defaults.Momentum);
    private static readonly Option<double> WarmUp = Number("--warm-up", "Epochs over which the learning rate rises.", Defaults.WarmUpEpochs);
    private static readonly Option<double> Smoothing = Number("--label-smoothing", "Share of the target spread over all classes.", Defaults.LabelSmoothing);
    private static readonly Option<bool> Balance = new("--balance") { Description = "Weigh rare classes up." };
    private static readonly Option<int> Patience = Number("--patience", "End after so many epochs without a better validation accuracy and take the best; 0: never.", Defaults.Patience);
    private static readonly Option<bool> NoFlip = new("--no-flip") { Description = "Do not mirror pictures." };
    private static readonly Option<double> Shift = Number("--shift", "Largest shift as a fraction of the side.", DefaultAugmentation.Shift);
    private static readonly Option<double> Erase = Number("--erase", "Side of an erased square as a fraction of the picture's.", DefaultAugmentation.Erase);
    private static readonly Option<double> Validation = Number("--validation", "Share of the pictures held out to watch the accuracy, where the data has no split 'val'; 0: none.", 0.05);
    private static readonly Option<string?> Freeze = new("--freeze") { Description = "Leave everything before this tensor (or label of 'inspect') as it is; what it makes of the pictures is computed once. Implies no augmentation." };
    private static readonly Option<string> Sides = Number("--sides", "Smaller pictures in the first epochs, as SIDE:EPOCHS,...: 32:8,48:2 takes 8 epochs at 32 pixels, 2 at 48, the rest at the model's own size. Not with --freeze.", "");
    private static readonly PrecisionOption Precision = new("What dense convolutions and matrix products are");
    private static readonly Option<int> Seed = Number("--seed", "Seed of the held-out pictures, shuffling, augmentation and dropout.", Defaults.Seed);
    private static readonly Option<int> Threads = Number("--threads", "Threads of the arithmetic; 0: all.", 0);
    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Replace another job's results." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("train", "Train or fine-tune an ONNX classifier; interrupted, it goes on where it stopped.")
        {
            Model, Data, Out, Preprocess, Epochs, BatchSize, Optimizer, LearningRate, WeightDecay, Momentum, WarmUp, Smoothing, Balance, Patience, NoFlip, Shift, Erase, Validation, Freeze, Sides, Precision, Seed, Threads, Overwrite,
        };
        command.SetAction((parsed, cancellation) => CommandRunner.RunAsync(() => TrainingJob.RunAsync(Request(parsed), TimeProvider.System, cancellation)));
        return command;
    }

    private static TrainingRequest Request(ParseResult parsed) => new()
    {
        Model = parsed.GetValue(Model)!,
        Preprocess = Options.ExistingFile(parsed, Preprocess),
        Data = parsed.GetValue(Data)!,
        Out = parsed.GetValue(Out)!,
        Validation = parsed.GetValue(Validation),
        Freeze = parsed.GetValue(Freeze),
        Threads = Options.Threads(parsed, Threads),
        Precision = Precision.Read(parsed),
        Overwrite = parsed.GetValue(Overwrite),
        Augmentation = parsed.GetValue(Freeze) is not null ? Augmentation.None : new Augmentation { Flip = !parsed.GetValue(NoFlip), Shift = parsed.GetValue(Shift), Erase = parsed.GetValue(Erase) },
        Options = new TrainingOptions
        {
            Epochs = parsed.GetValue(Epochs),
            BatchSize = parsed.GetValue(BatchSize),
            Optimizer = parsed.GetValue(Optimizer),
            LearningRate = parsed.GetValue(LearningRate),
            WeightDecay = parsed.GetValue(WeightDecay),
            Momentum = parsed.GetValue(Momentum),
            WarmUpEpochs = parsed.GetValue(WarmUp),
            LabelSmoothing = parsed.GetValue(Smoothing),
            BalanceClasses = parsed.GetValue(Balance),
            Patience = parsed.GetValue(Patience),
            Sides = ReadSides(parsed.GetValue(Sides)!),
            Seed = parsed.GetValue(Seed),
        },
    };

    private static SideSchedule ReadSides(string text)
    {
        try
        {
            return SideSchedule.Parse(text);
        }
        catch (FormatException fault)
        {
            throw new Refusal(ExitCode.Usage, $"--sides: {fault.Message}.", Sides.Name);
        }
    }

    private static Option<T> Number<T>(string name, string description, T fallback) => new(name) { Description = description, DefaultValueFactory = _ => fallback };
}
