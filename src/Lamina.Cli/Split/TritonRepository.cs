using System.Globalization;
using System.Text;
using Lamina.Cli.CommandLine;
using Lamina.Onnx;

namespace Lamina.Cli.Split;

/// <summary>
/// A model repository as NVIDIA Triton reads it (docs.nvidia.com, Triton Inference Server: "Model Repository" and "Model Configuration"): <c>NAME/config.pbtxt</c> and
/// <c>NAME/1/model.onnx</c>. The configuration names every tensor with its type and whole shape and turns batching off, because a free first dimension does not promise
/// that rows are independent.
/// </summary>
internal static class TritonRepository
{
    /// <summary>The version that is written.</summary>
    public const string Version = "1";

    private static readonly Dictionary<ElementType, string> Types = new()
    {
        [ElementType.Bool] = "TYPE_BOOL",
        [ElementType.UInt8] = "TYPE_UINT8",
        [ElementType.UInt16] = "TYPE_UINT16",
        [ElementType.UInt32] = "TYPE_UINT32",
        [ElementType.UInt64] = "TYPE_UINT64",
        [ElementType.Int8] = "TYPE_INT8",
        [ElementType.Int16] = "TYPE_INT16",
        [ElementType.Int32] = "TYPE_INT32",
        [ElementType.Int64] = "TYPE_INT64",
        [ElementType.Float16] = "TYPE_FP16",
        [ElementType.BFloat16] = "TYPE_BF16",
        [ElementType.Float] = "TYPE_FP32",
        [ElementType.Double] = "TYPE_FP64",
    };

    /// <summary>Adds a model, replacing one of its name; weights are streamed.</summary>
    /// <param name="repository">The repository's folder; created when missing.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="model">The model.</param>
    /// <returns>Path of the model's file.</returns>
    /// <exception cref="CommandFailure">A tensor is of a type or of a rank that Triton cannot be told: exit code 5.</exception>
    public static string Add(string repository, string name, OnnxModel model)
    {
        string configuration = Configuration(name, model.Graph);
        string version = Path.Combine(repository, name, Version);
        Directory.CreateDirectory(version);
        string file = Path.Combine(version, "model.onnx");
        model.Save(file);
        InputFiles.Write(Path.Combine(repository, name, "config.pbtxt"), Encoding.UTF8.GetBytes(configuration));
        return file;
    }

    /// <summary>The text of <c>config.pbtxt</c>.</summary>
    public static string Configuration(string name, OnnxGraph graph)
    {
        var text = new StringBuilder();
        text.Append("# Written by lamina. Shapes are whole, batching is off. Where rows of a batch do not influence one another, max_batch_size and dynamic_batching\n# may be set, and the first dimension of every tensor left out.\n");
        text.Append(CultureInfo.InvariantCulture, $"name: {Quote(name)}\nbackend: \"onnxruntime\"\nmax_batch_size: 0\n");
        foreach ((string kind, IReadOnlyList<OnnxValue> values) in new[] { ("input", graph.Inputs), ("output", graph.Outputs) })
        {
            text.Append(CultureInfo.InvariantCulture, $"{kind} [\n{string.Join(",\n", values.Select(Tensor))}\n]\n");
        }

        return text.ToString();
    }

    private static string Tensor(OnnxValue value)
    {
        string type = Types.TryGetValue(value.ElementType, out string? known) && value.IsTensor ? known
            : throw CommandFailure.Unusable($"'{value.Name}' is {value.ElementType.Name()}, which Triton's configuration cannot say", value.Name);
        TensorShape shape = value.Shape ?? throw CommandFailure.Unusable($"not even the rank of '{value.Name}' is known, which Triton wants to be told", value.Name);

        // Triton wants at least one dimension; a scalar is one element that the model is given without any.
        string dims = shape.Count == 0 ? "1" : string.Join(", ", shape.Select(length => length.Value is { } number ? number.ToString(CultureInfo.InvariantCulture) : "-1"));
        string reshape = shape.Count == 0 ? " reshape: { shape: [ ] }" : "";
        return $"  {{ name: {Quote(value.Name)} data_type: {type} dims: [ {dims} ]{reshape} }}";
    }

    /// <summary>A string of protobuf's text format; names of tensors may hold anything but control characters are escaped.</summary>
    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (byte one in Encoding.UTF8.GetBytes(text))
        {
            quoted.Append(one is (byte)'"' or (byte)'\\' ? $"\\{(char)one}" : one is >= 0x20 and < 0x7f ? $"{(char)one}" : $"\\{Convert.ToString(one, 8).PadLeft(3, '0')}");
        }

        return quoted.Append('"').ToString();
    }
}
