using System.Collections.Immutable;
using Lamina.Models.Initializing;
using Lamina.Models.Zoo;
using Lamina.Onnx;
using Lamina.Onnx.Building;
using Lamina.Onnx.Tensors;

namespace Lamina.Models.Networks;

/// <summary>
/// Writes networks layer by layer. A layer's output tensor has the name of the layer, its weights the names they have in the framework's own files.
/// Batch norm stays a node. The batch is free and called <c>N</c>.
/// </summary>
internal sealed class NetworkBuilder
{
    private static readonly ImmutableArray<int> KernelFromHwio = [3, 2, 0, 1];
    private static readonly ImmutableArray<int> DepthwiseFromHwio = [2, 3, 0, 1];

    private readonly GraphBuilder _graph;
    private readonly IWeights _weights;
    private readonly Dialect _dialect;

    public NetworkBuilder(string name, Dialect dialect, IWeights weights)
    {
        _graph = new GraphBuilder(name);
        _dialect = dialect;
        _weights = weights;
    }

    /// <summary>The picture: NCHW, or NHWC with a transpose after it.</summary>
    /// <param name="shape">Its size.</param>
    /// <param name="prepare">For NHWC: adds nodes before the transpose, where a vector per pixel broadcasts; takes and gives a tensor's name.</param>
    public Feature Input(PictureShape shape, Func<string, string>? prepare = null)
    {
        Dimension[] dimensions = _dialect.ChannelsLast ? ["N", shape.Height, shape.Width, shape.Channels] : ["N", shape.Channels, shape.Height, shape.Width];
        string picture = _graph.Input("input", ElementType.Float, dimensions);
        if (_dialect.ChannelsLast)
        {
            picture = Node("Transpose", "channels_first", [prepare?.Invoke(picture) ?? picture], OnnxAttribute.OfInts("perm", 0, 3, 1, 2));
        }

        return new Feature(picture, shape.Channels, shape.Height, shape.Width);
    }

    /// <summary>A convolution with a square kernel.</summary>
    public Feature Conv(Feature x, string name, int channels, int kernel, Initialization draw, int stride = 1, Padding padding = default, bool bias = false, int groups = 1)
    {
        bool depthwise = groups > 1;
        ImmutableArray<int> permutation = !_dialect.ChannelsLast ? [] : depthwise ? DepthwiseFromHwio : KernelFromHwio;
        List<string> inputs = [x.Name, Weight(name + (depthwise ? _dialect.DepthwiseKernel : _dialect.Kernel), [channels, x.Channels / groups, kernel, kernel], draw, permutation)];
        if (bias)
        {
            inputs.Add(Weight(name + _dialect.Bias, [channels], Initialization.Zeros));
        }

        string output = Node(
            "Conv",
            name,
            inputs,
            OnnxAttribute.OfInts("kernel_shape", kernel, kernel),
            OnnxAttribute.OfInts("strides", stride, stride),
            OnnxAttribute.OfInts("pads", padding.Top, padding.Left, padding.Bottom, padding.Right),
            OnnxAttribute.Of("group", (long)groups));
        return new Feature(output, channels, Size(x.Height, padding.Top + padding.Bottom, kernel, stride), Size(x.Width, padding.Left + padding.Right, kernel, stride));
    }

    /// <param name="x">What is normalised.</param>
    /// <param name="name">The layer, in the names of its weights.</param>
    /// <param name="epsilon">Summand of the variance.</param>
    /// <param name="output">Name of the output where the layer ends a block.</param>
    public Feature BatchNorm(Feature x, string name, double epsilon, string? output = null)
    {
        string[] inputs =
        [
            x.Name,
            Weight(name + _dialect.Scale, [x.Channels], Initialization.Ones),
            Weight(name + _dialect.Shift, [x.Channels], Initialization.Zeros),
            Weight(name + _dialect.Mean, [x.Channels], Initialization.Zeros),
            Weight(name + _dialect.Variance, [x.Channels], Initialization.Ones),
        ];
        return x with { Name = Node("BatchNormalization", output ?? name, inputs, OnnxAttribute.Of("epsilon", (float)epsilon)) };
    }

    /// <summary>A function of every element, such as Relu or Sigmoid.</summary>
    public Feature Apply(string op, Feature x, string name) => x with { Name = Node(op, name, [x.Name]) };

    /// <summary>x times sigmoid(x): SiLU, or Keras' swish.</summary>
    public Feature Silu(Feature x, string name) => Multiply(x, Apply("Sigmoid", x, name + ".sigmoid"), name);

    public Feature Add(Feature x, Feature y, string name) => x with { Name = Node("Add", name, [x.Name, y.Name]) };

    /// <summary>Element by element; <paramref name="y"/> may have one element per channel.</summary>
    public Feature Multiply(Feature x, Feature y, string name) => x with { Name = Node("Mul", name, [x.Name, y.Name]) };

    public Feature MaxPool(Feature x, string name, int kernel, int stride, int padding = 0) => new(
        Node(
            "MaxPool",
            name,
            [x.Name],
            OnnxAttribute.OfInts("kernel_shape", kernel, kernel),
            OnnxAttribute.OfInts("strides", stride, stride),
            OnnxAttribute.OfInts("pads", padding, padding, padding, padding)),
        x.Channels,
        Size(x.Height, 2 * padding, kernel, stride),
        Size(x.Width, 2 * padding, kernel, stride));

    public Feature GlobalPool(Feature x, string name) => new(Node("GlobalAveragePool", name, [x.Name]), x.Channels, 1, 1);

    /// <summary>Mean over a grid of <paramref name="size"/> by <paramref name="size"/> windows, as PyTorch's AdaptiveAvgPool2d.</summary>
    public Feature AdaptivePool(Feature x, string name, int size)
    {
        if (x.Height == size && x.Width == size)
        {
            return x;
        }

        if (x.Height % size == 0 && x.Width % size == 0)
        {
            long[] window = [x.Height / size, x.Width / size];
            return new Feature(Node("AveragePool", name, [x.Name], OnnxAttribute.OfInts("kernel_shape", window), OnnxAttribute.OfInts("strides", window)), x.Channels, size, size);
        }

        // Windows that overlap or repeat are a linear map along each axis: rows (size x H) times x (H x W) times columns (W x size).
        string rows = _graph.Initializer(OnnxTensor.OfFloats(name + ".rows", [size, x.Height], AdaptiveWindows.Matrix(size, x.Height, transposed: false)));
        string columns = _graph.Initializer(OnnxTensor.OfFloats(name + ".columns", [x.Width, size], AdaptiveWindows.Matrix(size, x.Width, transposed: true)));
        string byRows = Node("MatMul", name + ".over_rows", [rows, x.Name]);
        return new Feature(Node("MatMul", name, [byRows, columns]), x.Channels, size, size);
    }

    /// <summary>One vector per picture, channels outermost as the framework has them.</summary>
    public Feature Flatten(Feature x, string name)
    {
        int length = x.Channels * x.Height * x.Width;
        bool reorder = _dialect.ChannelsLast && x.Height * x.Width > 1;
        string input = reorder ? Node("Transpose", name + "/channels_last", [x.Name], OnnxAttribute.OfInts("perm", 0, 2, 3, 1)) : x.Name;
        return new Feature(Node("Flatten", name, [input], OnnxAttribute.Of("axis", 1L)), length, 1, 1);
    }

    /// <summary>A dense layer on a vector.</summary>
    public Feature Linear(Feature x, string name, int outputs, Initialization draw, Initialization drawBias, string? output = null)
    {
        ImmutableArray<long> shape = _dialect.ChannelsLast ? [x.Channels, outputs] : [outputs, x.Channels];
        string weight = Weight(name + _dialect.Kernel, shape, draw);
        string bias = Weight(name + _dialect.Bias, [outputs], drawBias);
        long transposed = _dialect.ChannelsLast ? 0 : 1;
        return new Feature(Node("Gemm", output ?? name, [x.Name, weight, bias], OnnxAttribute.Of("transB", transposed)), outputs, 1, 1);
    }

    /// <summary>A constant that is no weight; one number alone is a scalar.</summary>
    public string Constant(string name, params ReadOnlySpan<float> values) =>
        _graph.Initializer(OnnxTensor.OfFloats(name, values.Length == 1 ? [] : [values.Length], values));

    public string Weight(string name, ImmutableArray<long> shape, Initialization draw, ImmutableArray<int> permutation = default)
    {
        WeightSlot slot = new(name, shape, draw, permutation.IsDefault ? [] : permutation);
        return _graph.Initializer(new OnnxTensor(name, ElementType.Float, shape, _weights.Payload(slot)));
    }

    public string Node(string op, string output, IEnumerable<string> inputs, params OnnxAttribute[] attributes) => _graph.Node(op, inputs, output, output, attributes);

    public OnnxModel Build(Feature output)
    {
        _graph.Output(output.Name, ElementType.Float, "N", output.Channels);
        return _graph.Build();
    }

    private static int Size(int length, int padding, int kernel, int stride)
    {
        int size = ((length + padding - kernel) / stride) + 1;
        return length + padding >= kernel ? size : throw new ZooException($"The input is too small: a {kernel}x{kernel} window does not fit a feature map of {length}.");
    }
}
