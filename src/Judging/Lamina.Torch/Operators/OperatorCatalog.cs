using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Every operator that can be run and differentiated. What is not here is refused by name.</summary>
internal static class OperatorCatalog
{
    /// <summary>Operator sets whose meaning the operators follow.</summary>
    public const int MinOpset = 7, MaxOpset = 24;

    private static readonly Dictionary<string, Func<OnnxNode, int, Operator>> Known = new(StringComparer.Ordinal)
    {
        ["Abs"] = (node, _) => new Abs(node),
        ["Add"] = (node, _) => new Add(node),
        ["And"] = (node, _) => new And(node),
        ["ArgMax"] = (node, _) => new ArgMax(node),
        ["AveragePool"] = (node, _) => new AveragePool(node),
        ["BatchNormalization"] = (node, _) => new BatchNormalization(node),
        ["Cast"] = (node, _) => new Cast(node),
        ["CastLike"] = (node, _) => new CastLike(node),
        ["Ceil"] = (node, _) => new Ceil(node),
        ["Clip"] = (node, opset) => new Clip(node, opset),
        ["Concat"] = (node, _) => new Concat(node),
        ["Constant"] = (node, _) => new Constant(node),
        ["ConstantOfShape"] = (node, _) => new ConstantOfShape(node),
        ["Conv"] = (node, _) => new Conv(node),
        ["ConvTranspose"] = (node, _) => new ConvTranspose(node),
        ["Cos"] = (node, _) => new Cos(node),
        ["DepthToSpace"] = (node, _) => new DepthToSpace(node),
        ["Div"] = (node, _) => new Div(node),
        ["Dropout"] = (node, opset) => new Dropout(node, opset),
        ["Einsum"] = (node, _) => new Einsum(node),
        ["Elu"] = (node, _) => new Elu(node),
        ["Equal"] = (node, _) => new Equal(node),
        ["Erf"] = (node, _) => new Erf(node),
        ["Exp"] = (node, _) => new Exp(node),
        ["Expand"] = (node, _) => new Expand(node),
        ["Flatten"] = (node, _) => new Flatten(node),
        ["Floor"] = (node, _) => new Floor(node),
        ["Gather"] = (node, _) => new Gather(node),
        ["Gelu"] = (node, _) => new Gelu(node),
        ["Gemm"] = (node, _) => new Gemm(node),
        ["GlobalAveragePool"] = (node, _) => new GlobalAveragePool(node),
        ["GlobalMaxPool"] = (node, _) => new GlobalMaxPool(node),
        ["Greater"] = (node, _) => new Greater(node),
        ["GreaterOrEqual"] = (node, _) => new GreaterOrEqual(node),
        ["GroupNormalization"] = (node, opset) => new GroupNormalization(node, opset),
        ["HardSigmoid"] = (node, _) => new HardSigmoid(node),
        ["HardSwish"] = (node, _) => new HardSwish(node),
        ["Identity"] = (node, _) => new Identity(node),
        ["InstanceNormalization"] = (node, _) => new InstanceNormalization(node),
        ["LayerNormalization"] = (node, _) => new LayerNormalization(node),
        ["LeakyRelu"] = (node, _) => new LeakyRelu(node),
        ["Less"] = (node, _) => new Less(node),
        ["LessOrEqual"] = (node, _) => new LessOrEqual(node),
        ["Log"] = (node, _) => new Log(node),
        ["LogSoftmax"] = (node, opset) => new Softmax(node, opset, logarithm: true),
        ["LRN"] = (node, _) => new Lrn(node),
        ["MatMul"] = (node, _) => new MatMul(node),
        ["Max"] = (node, _) => new Max(node),
        ["MaxPool"] = (node, _) => new MaxPool(node),
        ["Mean"] = (node, _) => new Mean(node),
        ["Min"] = (node, _) => new Min(node),
        ["Mish"] = (node, _) => new Mish(node),
        ["Mul"] = (node, _) => new Mul(node),
        ["Neg"] = (node, _) => new Neg(node),
        ["Not"] = (node, _) => new Not(node),
        ["Or"] = (node, _) => new Or(node),
        ["Pad"] = (node, _) => new Pad(node),
        ["Pow"] = (node, _) => new Pow(node),
        ["PRelu"] = (node, _) => new PRelu(node),
        ["Range"] = (node, _) => new Range(node),
        ["Reciprocal"] = (node, _) => new Reciprocal(node),
        ["ReduceL2"] = (node, _) => new ReduceL2(node),
        ["ReduceMax"] = (node, _) => new ReduceMax(node),
        ["ReduceMean"] = (node, _) => new ReduceMean(node),
        ["ReduceMin"] = (node, _) => new ReduceMin(node),
        ["ReduceProd"] = (node, _) => new ReduceProd(node),
        ["ReduceSum"] = (node, _) => new ReduceSum(node),
        ["ReduceSumSquare"] = (node, _) => new ReduceSumSquare(node),
        ["Relu"] = (node, _) => new Relu(node),
        ["Reshape"] = (node, _) => new Reshape(node),
        ["Resize"] = (node, opset) => new Resize(node, opset),
        ["Selu"] = (node, _) => new Selu(node),
        ["Shape"] = (node, _) => new Shape(node),
        ["Sigmoid"] = (node, _) => new Sigmoid(node),
        ["Sin"] = (node, _) => new Sin(node),
        ["Size"] = (node, _) => new Size(node),
        ["Slice"] = (node, _) => new Slice(node),
        ["Softmax"] = (node, opset) => new Softmax(node, opset, logarithm: false),
        ["Softplus"] = (node, _) => new Softplus(node),
        ["Softsign"] = (node, _) => new Softsign(node),
        ["SpaceToDepth"] = (node, _) => new SpaceToDepth(node),
        ["Split"] = (node, _) => new Split(node),
        ["Sqrt"] = (node, _) => new Sqrt(node),
        ["Squeeze"] = (node, _) => new Squeeze(node),
        ["Sub"] = (node, _) => new Sub(node),
        ["Sum"] = (node, _) => new Sum(node),
        ["Tanh"] = (node, _) => new Tanh(node),
        ["Tile"] = (node, _) => new Tile(node),
        ["Transpose"] = (node, _) => new Transpose(node),
        ["Unsqueeze"] = (node, _) => new Unsqueeze(node),
        ["Upsample"] = (node, opset) => new Resize(node, opset),
        ["Where"] = (node, _) => new Where(node),
    };

    /// <summary>Names of the known operators, in ordinal order.</summary>
    public static IReadOnlyList<string> Names => [.. Known.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The operator of a node.</summary>
    /// <exception cref="UnsupportedOperatorException">It is not known, is of another operator set, or has an attribute that is not supported.</exception>
    public static Operator Create(OnnxNode node, int opset)
    {
        if (node.Domain.Length > 0)
        {
            throw new UnsupportedOperatorException(node, $"the operator is of '{node.Domain}', only the standard operator set is supported");
        }

        return Known.TryGetValue(node.OpType, out Func<OnnxNode, int, Operator>? create)
            ? create(node, opset)
            : throw new UnsupportedOperatorException(node, "the operator cannot be differentiated here; docs/training.md lists those that can");
    }
}
