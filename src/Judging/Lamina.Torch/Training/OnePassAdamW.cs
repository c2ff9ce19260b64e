using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;

namespace Lamina.Torch.Training;

/// <summary>
/// TorchSharp's AdamW (arXiv 1711.05101), whose step passes once over weights, gradients and moments instead of once for each of its nine operations:
/// with EfficientNet-B0's 213 tensors that was a twelfth of a training step. State and checkpoints are TorchSharp's.
/// </summary>
internal sealed unsafe class OnePassAdamW : AdamW
{
    /// <param name="groups">Weights: float32, on the processor, contiguous.</param>
    /// <param name="rate">Learning rate until a group is given another.</param>
    public OnePassAdamW(IEnumerable<AdamW.ParamGroup> groups, double rate)
        : base(groups, rate)
    {
    }

    /// <summary>One step. Weights without a gradient stay as they are.</summary>
    /// <param name="closure">Not supported.</param>
    public override Tensor? step(Func<Tensor>? closure = null)
    {
        if (closure is not null)
        {
            throw new NotSupportedException("This optimizer's step takes no closure.");
        }

        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        List<Work> work = [];
        foreach (TorchSharp.Modules.ParamGroup group in _parameter_groups)
        {
            foreach (Parameter weight in group.Parameters)
            {
                if (weight.grad is { } gradient)
                {
                    var state = (State)_state[weight.Handle];
                    state.step++;
                    work.Add(new Work(Place(weight), Place(gradient.contiguous()), Place(state.exp_avg), Place(state.exp_avg_sq), checked((int)weight.NumberOfElements), Step.Of((Options)group.Options, state.step)));
                }
            }
        }

        // The scope keeps copies of gradients until here.
        Parallel.For(0, work.Count, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, torch.get_num_threads()) }, i => Update(work[i]));
        return null;
    }

    /// <summary>Where the values lie: libtorch's memory, which does not move.</summary>
    private static nint Place(Tensor tensor) => tensor.dtype == torch.ScalarType.Float32 && tensor.is_contiguous()
        ? (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes))
        : throw new InvalidOperationException($"Weights and moments are contiguous float32 here; one is {tensor.dtype}.");

    private static void Update(Work work)
    {
        Span<float> weights = new((void*)work.Weights, work.Count);
        ReadOnlySpan<float> gradients = new((void*)work.Gradients, work.Count);
        Span<float> means = new((void*)work.Means, work.Count);
        Span<float> squares = new((void*)work.Squares, work.Count);
        Step step = work.Step;
        int whole = work.Count / Vector<float>.Count * Vector<float>.Count;
        for (int i = 0; i < whole; i += Vector<float>.Count)
        {
            var gradient = new Vector<float>(gradients[i..]);
            Vector<float> mean = (new Vector<float>(means[i..]) * step.Beta1) + (gradient * step.Rest1);
            Vector<float> square = (new Vector<float>(squares[i..]) * step.Beta2) + (gradient * gradient * step.Rest2);
            mean.CopyTo(means[i..]);
            square.CopyTo(squares[i..]);
            Vector<float> denominator = (Vector.SquareRoot(square) * step.Unbias) + new Vector<float>(step.Epsilon);
            ((new Vector<float>(weights[i..]) * step.Decay) - (mean * step.Size / denominator)).CopyTo(weights[i..]);
        }

        for (int i = whole; i < work.Count; i++)
        {
            means[i] = (means[i] * step.Beta1) + (gradients[i] * step.Rest1);
            squares[i] = (squares[i] * step.Beta2) + (gradients[i] * gradients[i] * step.Rest2);
            weights[i] = (weights[i] * step.Decay) - (means[i] * step.Size / ((MathF.Sqrt(squares[i]) * step.Unbias) + step.Epsilon));
        }
    }

    /// <summary>One tensor's update.</summary>
    private readonly record struct Work(nint Weights, nint Gradients, nint Means, nint Squares, int Count, Step Step);

    /// <summary>The factors of one step.</summary>
    private readonly record struct Step(float Beta1, float Rest1, float Beta2, float Rest2, float Unbias, float Epsilon, float Size, float Decay)
    {
        public static Step Of(Options options, long count)
        {
            (double beta1, double beta2, double rate) = (options.beta1!.Value, options.beta2!.Value, options.LearningRate!.Value);
            return new Step(
                (float)beta1, (float)(1 - beta1), (float)beta2, (float)(1 - beta2), (float)(1 / Math.Sqrt(1 - Math.Pow(beta2, count))), (float)options.eps!.Value,
                (float)(rate / (1 - Math.Pow(beta1, count))), (float)(1 - (rate * options.weight_decay!.Value)));
        }
    }
}
