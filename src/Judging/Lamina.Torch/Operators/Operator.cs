using Lamina.Onnx;
using TorchSharp;

namespace Lamina.Torch.Operators;

/// <summary>
/// One node of a graph as TorchSharp calls. The constructor reads and checks attributes, so that a node that cannot be run is
/// refused before anything runs. Temporaries may be left to the caller's dispose scope.
/// </summary>
internal abstract class Operator(OnnxNode node)
{
    /// <summary>The node, for messages.</summary>
    protected OnnxNode Node { get; } = node;

    /// <summary>True for convolutions and matrix products, whose factors may be rounded to bf16.</summary>
    public virtual bool Multiplies => false;

    /// <summary>Computes the outputs.</summary>
    /// <param name="inputs">One a node input; null where an optional one is left out.</param>
    /// <param name="training">True while the model is being trained.</param>
    /// <returns>New tensors (never an input itself), one a node output that is wanted.</returns>
    public virtual Tensor[] RunAll(Tensor?[] inputs, bool training) => [Run(inputs, training)];

    /// <summary>As <see cref="RunAll"/>, for the usual operator with one output.</summary>
    protected virtual Tensor Run(Tensor?[] inputs, bool training) => Run(inputs);

    /// <summary>As <see cref="Run(Tensor?[], bool)"/>, for the usual operator that does the same in training.</summary>
    protected virtual Tensor Run(Tensor?[] inputs) => throw new NotSupportedException();

    /// <summary>A required input.</summary>
    protected Tensor Need(Tensor?[] inputs, int index) =>
        Optional(inputs, index) ?? throw Refuse($"its input {index} is missing");

    /// <summary>An optional input.</summary>
    protected static Tensor? Optional(Tensor?[] inputs, int index) => index < inputs.Length ? inputs[index] : null;

    /// <summary>The values of an optional integer input, for example axes.</summary>
    protected static long[]? Integers(Tensor?[] inputs, int index) => Optional(inputs, index)?.to_type(torch.ScalarType.Int64).contiguous().data<long>().ToArray();

    /// <summary>An axis of a tensor of that rank, from -rank up, as a position from 0.</summary>
    protected long Axis(long axis, long rank) => axis >= -rank && axis < Math.Max(rank, 1)
        ? axis < 0 ? axis + rank : axis
        : throw Refuse($"axis {axis} is not one of a tensor with {rank} axes");

    /// <summary>Refuses unless an attribute has the only value that is supported.</summary>
    protected void Only(string attribute, long supported)
    {
        if (Node.Int(attribute, supported) != supported)
        {
            throw Refuse($"{attribute}={Node.Int(attribute, supported)} is not supported");
        }
    }

    /// <summary>Refuses a second output that is not computed.</summary>
    protected void OneOutput()
    {
        if (Node.Outputs.Skip(1).Any(name => name.Length > 0))
        {
            throw Refuse($"its output '{Node.Outputs.Skip(1).First(name => name.Length > 0)}' is not supported");
        }
    }

    /// <summary>A matrix product. TorchSharp 0.107 does not catch what libtorch throws here, which would end the process, so misfits are found beforehand.</summary>
    protected Tensor Multiply(Tensor left, Tensor right)
    {
        (long[] a, long[] b) = (left.shape, right.shape);
        bool batches = a.Reverse().Skip(2).Zip(b.Reverse().Skip(2)).All(pair => pair.First == pair.Second || pair.First == 1 || pair.Second == 1);
        return a.Length > 0 && b.Length > 0 && a[^1] == b[b.Length > 1 ? ^2 : ^1] && batches
            ? torch.matmul(left, right)
            : throw Refuse($"its factors are {string.Join('x', a)} and {string.Join('x', b)}");
    }

    /// <summary>What to throw when the node cannot be run.</summary>
    protected UnsupportedOperatorException Refuse(string reason) => new(Node, reason);
}
