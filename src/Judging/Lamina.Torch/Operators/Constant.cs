using Lamina.Onnx;
using TorchSharp;

namespace Lamina.Torch.Operators;

/// <summary>Constant, opset 1: a tensor, number or list of numbers.</summary>
internal sealed class Constant : Operator
{
    private readonly Func<Tensor> _make;

    public Constant(OnnxNode node)
        : base(node)
    {
        _make = node switch
        {
            _ when node.Tensor("value") is { } tensor => () => TensorConversion.ToTorch(tensor),
            _ when node.Find("value_float") is { } number => () => torch.tensor(number.Float),
            _ when node.Find("value_int") is { } number => () => torch.tensor(number.Int),
            _ when node.Floats("value_floats") is { } numbers => () => torch.tensor(numbers.ToArray()),
            _ when node.Ints("value_ints") is { } numbers => () => torch.tensor(numbers.ToArray()),
            _ => throw Refuse("its value is of a kind that is not supported"),
        };
    }

    protected override Tensor Run(Tensor?[] inputs) => _make();
}
