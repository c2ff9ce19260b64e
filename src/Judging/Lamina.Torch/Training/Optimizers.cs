using Lamina.Torch.Graphs;
using TorchSharp;
using TorchSharp.Modules;

namespace Lamina.Torch.Training;

/// <summary>The optimizer of a training: two groups, the first of which decays.</summary>
internal static class Optimizers
{
    public static torch.optim.Optimizer Create(OnnxModule module, TrainingOptions options)
    {
        Parameter[] decaying = [.. Parameters(module, slot => slot.Tensor!.dim() > 1)];
        Parameter[] others = [.. Parameters(module, slot => slot.Tensor!.dim() <= 1)];
        return options.Optimizer == OptimizerKind.AdamW
            ? new OnePassAdamW([new AdamW.ParamGroup(decaying, options.LearningRate, weight_decay: options.WeightDecay), new AdamW.ParamGroup(others, options.LearningRate, weight_decay: 0)], options.LearningRate)
            : torch.optim.SGD(
                [new SGD.ParamGroup(decaying, options.LearningRate, options.Momentum, weight_decay: options.WeightDecay, nesterov: options.Momentum > 0),
                 new SGD.ParamGroup(others, options.LearningRate, options.Momentum, weight_decay: 0, nesterov: options.Momentum > 0)],
                options.LearningRate);
    }

    /// <summary>Writes the optimizer's state.</summary>
    public static void Save(this torch.optim.Optimizer optimizer, BinaryWriter writer) => ((OptimizerHelper)optimizer).save_state_dict(writer);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static void Load(this torch.optim.Optimizer optimizer, BinaryReader reader) => ((OptimizerHelper)optimizer).load_state_dict(reader);

    private static IEnumerable<Parameter> Parameters(OnnxModule module, Func<Slot, bool> which) => module.Weights.Where(which).Select(slot => (Parameter)slot.Tensor!);
}
