using System.Globalization;
using Lamina.Onnx.Building;
using Lamina.Onnx.Tensors;

namespace Lamina.Onnx.Text;

/// <summary>
/// Reads a model from ONNX' textual form (https://onnx.ai/onnx/repo-docs/Syntax.html), for graphs small enough to be read by people: tests and documentation.
/// Beyond that form, an initializer may be written <c>= random 7</c>: values of that seed, uniform within 1/sqrt(fan-in).
/// </summary>
/// <example><code>
/// &lt;opset_import: ["": 17]&gt;
/// tiny (float[N,3,8,8] x) => (float[N,4,6,6] y) &lt;float[4,3,3,3] w = random 1&gt; {
///   a = Conv&lt;kernel_shape = [3,3]&gt;(x, w)
///   y = Relu(a)
/// }
/// </code></example>
public sealed class GraphText
{
    private const int DefaultOpset = 17;

    private readonly TextScanner _scanner;
    private long _opset = DefaultOpset;

    private GraphText(string text) => _scanner = new TextScanner(text);

    /// <summary>Parses a model.</summary>
    /// <exception cref="FormatException">The text is malformed; the message names line and column.</exception>
    /// <exception cref="OnnxFormatException">The text is well-formed and the graph is not.</exception>
    public static OnnxModel Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new GraphText(text).Model();
    }

    private OnnxModel Model()
    {
        var opsets = new Dictionary<string, long>();
        long? irVersion = null;
        if (_scanner.TryTake("<"))
        {
            while (!_scanner.TryTake(">"))
            {
                string key = _scanner.Name();
                _scanner.Take(":");
                switch (key)
                {
                    case "ir_version":
                        irVersion = _scanner.Int();
                        break;
                    case "opset_import":
                        ReadOpsets(opsets);
                        break;
                    default:
                        throw _scanner.Refuse($"'{key}' is not known here");
                }

                _scanner.TryTake(",");
            }
        }

        _opset = opsets.GetValueOrDefault("", DefaultOpset);
        GraphBuilder builder = Graph();
        if (_scanner.Peek() != '\0')
        {
            throw _scanner.Refuse("the graph ends before the text does");
        }

        foreach ((string domain, long version) in opsets)
        {
            builder.Opset(domain, version);
        }

        builder.IrVersion = irVersion ?? builder.IrVersion;
        return builder.Build();
    }

    private void ReadOpsets(Dictionary<string, long> opsets)
    {
        _scanner.Take("[");
        foreach ((string domain, long version) in _scanner.List("]", () =>
        {
            string domain = _scanner.Quoted();
            _scanner.Take(":");
            return (domain, _scanner.Int());
        }))
        {
            opsets[domain] = version;
        }
    }

    private GraphBuilder Graph()
    {
        var builder = new GraphBuilder(_scanner.Name(), checked((int)_opset));
        _scanner.Take("(");
        foreach (OnnxValue input in _scanner.List(")", Value))
        {
            builder.Input(input);
        }

        _scanner.Take("=>");
        _scanner.Take("(");
        List<OnnxValue> outputs = _scanner.List(")", Value);
        if (_scanner.TryTake("<"))
        {
            _scanner.List(">", () => Constant(builder));
        }

        _scanner.Take("{");
        while (!_scanner.TryTake("}"))
        {
            Node(builder);
            _scanner.TryTake(";");
        }

        outputs.ForEach(builder.Output);
        return builder;
    }

    private OnnxValue Value()
    {
        (ElementType type, TensorShape? shape) = Type();
        return OnnxValue.Of(_scanner.Name(), type, shape);
    }

    /// <summary>Such as <c>float[N,3]</c>; without brackets a scalar, with empty ones a tensor of any rank.</summary>
    private (ElementType Type, TensorShape? Shape) Type()
    {
        string name = _scanner.Name();
        ElementType type = ElementTypes.FromName(name);
        if (type == ElementType.Undefined)
        {
            throw _scanner.Refuse($"'{name}' is no element type");
        }

        if (!_scanner.TryTake("["))
        {
            return (type, new TensorShape());
        }

        List<Dimension> dimensions = _scanner.List("]", () =>
            _scanner.TryTake("?") ? Dimension.Unknown : char.IsAsciiDigit(_scanner.Peek()) ? Dimension.Of(_scanner.Int()) : Dimension.Of(_scanner.Name()));
        return (type, dimensions.Count == 0 ? null : new TensorShape(dimensions));
    }

    /// <summary>An initializer, or the type of an intermediate tensor.</summary>
    private bool Constant(GraphBuilder builder)
    {
        (ElementType type, TensorShape? shape) = Type();
        string name = _scanner.Name();
        if (!_scanner.TryTake("="))
        {
            builder.ValueInfo(OnnxValue.Of(name, type, shape));
            return true;
        }

        builder.Initializer(Tensor(name, type, shape ?? new TensorShape()));
        return true;
    }

    private OnnxTensor Tensor(string name, ElementType type, TensorShape shape)
    {
        long[] dims = shape.Evaluate(new Dictionary<string, long>()) ?? throw _scanner.Refuse($"'{name}' needs a shape of numbers");
        if (_scanner.TryTake("random"))
        {
            return TextTensor.Random(name, type, dims, checked((int)_scanner.Int()));
        }

        _scanner.Take("{");
        List<string> numbers = _scanner.List("}", _scanner.Number);
        return TextTensor.Of(name, type, dims, [.. numbers.Select(_scanner.Double)]);
    }

    private void Node(GraphBuilder builder)
    {
        var outputs = new List<string>();
        do
        {
            outputs.Add(_scanner.Name());
        }
        while (_scanner.TryTake(","));

        _scanner.Take("=");
        string qualified = _scanner.Name();
        int dot = qualified.LastIndexOf('.');
        var attributes = new List<OnnxAttribute>();
        ReadAttributes(attributes);
        _scanner.Take("(");
        List<string> inputs = _scanner.List(")", _scanner.Name);
        ReadAttributes(attributes);
        builder.Node(qualified[(dot + 1)..], inputs, outputs, attributes: attributes, domain: dot < 0 ? "" : qualified[..dot]);
    }

    private void ReadAttributes(List<OnnxAttribute> into)
    {
        if (_scanner.TryTake("<"))
        {
            into.AddRange(_scanner.List(">", Attribute));
        }
    }

    private OnnxAttribute Attribute()
    {
        string name = _scanner.Name();
        _scanner.Take("=");
        char next = _scanner.Peek();
        if (next == '"')
        {
            return OnnxAttribute.Of(name, _scanner.Quoted());
        }

        if (_scanner.TryTake("["))
        {
            return List(name);
        }

        if (char.IsAsciiLetter(next))
        {
            int mark = _scanner.Mark();
            bool tensor = ElementTypes.FromName(_scanner.Name()) != ElementType.Undefined;
            _scanner.Reset(mark);
            return tensor ? TensorAttribute(name) : OnnxAttribute.Of(name, Graph().BuildGraph());
        }

        string number = _scanner.Number();
        return long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? OnnxAttribute.Of(name, value)
            : OnnxAttribute.Of(name, (float)_scanner.Double(number));
    }

    private OnnxAttribute TensorAttribute(string name)
    {
        (ElementType type, TensorShape? shape) = Type();
        return OnnxAttribute.Of(name, Tensor("", type, shape ?? new TensorShape()));
    }

    private OnnxAttribute List(string name)
    {
        if (_scanner.Peek() == '"')
        {
            return OnnxAttribute.OfTexts(name, _scanner.List("]", _scanner.Quoted));
        }

        List<string> numbers = _scanner.List("]", _scanner.Number);
        return numbers.TrueForAll(number => long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            ? OnnxAttribute.OfInts(name, numbers.Select(number => long.Parse(number, CultureInfo.InvariantCulture)))
            : OnnxAttribute.OfFloats(name, numbers.Select(number => (float)_scanner.Double(number)));
    }
}
