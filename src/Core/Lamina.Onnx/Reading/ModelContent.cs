using Lamina.Onnx.Writing;

namespace Lamina.Onnx.Reading;

/// <summary>What a model file said.</summary>
internal sealed class ModelContent
{
    public long IrVersion { get; set; }

    public string ProducerName { get; set; } = "";

    public string ProducerVersion { get; set; } = "";

    public OnnxGraph? Graph { get; set; }

    /// <summary>Place of the graph among <see cref="Fields"/>.</summary>
    public int GraphIndex { get; set; }

    public Dictionary<string, long> Opsets { get; } = [];

    public Dictionary<string, string> Metadata { get; } = [];

    public List<OnnxFunction> Functions { get; } = [];

    public List<EncodedField> Fields { get; } = [];
}
