using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>
/// BatchNormalization, opset 7. While training it normalises by the batch and moves the running statistics (inputs 3 and 4)
/// in place, as PyTorch does: ONNX' momentum is the share that stays, PyTorch's the share that is replaced.
/// </summary>
internal sealed class BatchNormalization : Operator
{
    private readonly float _epsilon;
    private readonly float _momentum;

    public BatchNormalization(OnnxNode node)
        : base(node)
    {
        OneOutput();
        Only("spatial", 1);
        Only("training_mode", 0);
        _epsilon = node.Float("epsilon", 1e-5f);
        _momentum = node.Float("momentum", 0.9f);
    }

    protected override Tensor Run(Tensor?[] inputs, bool training) =>
        F.batch_norm(Need(inputs, 0), Need(inputs, 3), Need(inputs, 4), Need(inputs, 1), Need(inputs, 2), training, 1 - _momentum, _epsilon);
}
