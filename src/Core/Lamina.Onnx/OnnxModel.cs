using System.Collections.Immutable;
using Lamina.Onnx.External;
using Lamina.Onnx.Reading;
using Lamina.Onnx.Wire;
using Lamina.Onnx.Writing;

namespace Lamina.Onnx;

/// <summary>
/// An ONNX model. Immutable; changed models are new objects that read the same file, so dispose the one that was opened last.
/// Weights stay in the file and are streamed when a model is written; an unmodified model is written back byte for byte.
/// Safe for use by several threads.
/// </summary>
/// <example><code>
/// using var model = OnnxModel.Open("vgg16.onnx");
/// foreach (OnnxNode node in model.Graph.Topology.Order) { ... }
/// </code></example>
public sealed partial class OnnxModel : IDisposable
{
    private readonly ByteSource? _source;
    private readonly ExternalFiles? _external;
    private readonly ImmutableArray<EncodedField> _fields;

    private OnnxModel(ModelContent content, ByteSource? source, ExternalFiles? external)
    {
        _source = source;
        _external = external;
        _fields = [.. content.Fields];
        Content = content;
        Graph = content.Graph!;
        Functions = [.. content.Functions];
    }

    /// <summary>Version of the file format.</summary>
    public long IrVersion => Content.IrVersion;

    /// <summary>The tool that wrote the model, or empty.</summary>
    public string ProducerName => Content.ProducerName;

    /// <summary>Version of each operator set by its domain; the standard one's domain is empty.</summary>
    public IReadOnlyDictionary<string, long> Opsets => Content.Opsets;

    /// <summary>Version of the standard operator set; 1 where none is stated.</summary>
    public int Opset => (int)Math.Clamp(Opsets.GetValueOrDefault("", 1), 1, int.MaxValue);

    /// <summary>The model's own dictionary.</summary>
    public IReadOnlyDictionary<string, string> Metadata => Content.Metadata;

    /// <summary>Operators that the model defines itself.</summary>
    public ImmutableArray<OnnxFunction> Functions { get; }

    /// <summary>The graph.</summary>
    public OnnxGraph Graph { get; }

    /// <summary>Files beside the model that hold some of its weights, as the model names them (relative, '/').</summary>
    public IReadOnlyCollection<string> ExternalLocations => _external?.Locations ?? [];

    internal ModelContent Content { get; }

    /// <summary>Opens a model file. It stays open until the model is disposed; weights are read only when asked for.</summary>
    /// <param name="path">The file. External data is looked for in its folder, and nowhere else.</param>
    /// <param name="limits">Ceilings; <see cref="OnnxLimits.Default"/> when null.</param>
    /// <exception cref="OnnxFormatException">The file is no model, is damaged, exceeds a ceiling, or names external data that is missing or not allowed.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static OnnxModel Open(string path, OnnxLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Open(new FileSource(path), limits, new FolderFiles(Path.GetDirectoryName(Path.GetFullPath(path))!));
    }

    /// <summary>Reads a model from memory; nothing is opened, so what was hashed is what is used. The buffers must not change while the model lives.</summary>
    /// <param name="bytes">The model file's bytes.</param>
    /// <param name="externalFiles">Bytes of the files it names as external data, by the names it uses; null when it has none.</param>
    /// <param name="limits">Ceilings; <see cref="OnnxLimits.Default"/> when null.</param>
    /// <exception cref="OnnxFormatException">As for <see cref="Open(string, OnnxLimits?)"/>.</exception>
    public static OnnxModel Parse(ReadOnlyMemory<byte> bytes, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? externalFiles = null, OnnxLimits? limits = null) =>
        Open(new MemorySource(bytes), limits, new BufferFiles(externalFiles ?? ImmutableDictionary<string, ReadOnlyMemory<byte>>.Empty));

    /// <summary>SHA-256 of the file this model was read from; null for a model made or changed in code.</summary>
    public byte[]? SourceSha256()
    {
        if (_source is null)
        {
            return null;
        }

        return _source.Sha256();
    }

    /// <summary>Closes the files. Models derived from this one can no longer read their weights.</summary>
    public void Dispose()
    {
        _source?.Dispose();
        _external?.Dispose();
    }

    /// <summary>A model around another graph, everything else kept as it is. It reads the same files and must not outlive this one.</summary>
    internal OnnxModel WithGraph(OnnxGraph graph, Func<EncodedField, bool>? keep = null)
    {
        var content = new ModelContent { IrVersion = IrVersion, ProducerName = ProducerName, ProducerVersion = Content.ProducerVersion, Graph = graph };
        foreach ((string domain, long version) in Opsets)
        {
            content.Opsets.Add(domain, version);
        }

        foreach ((string key, string value) in Metadata)
        {
            content.Metadata.Add(key, value);
        }

        content.Functions.AddRange(Functions);
        for (int i = 0; i < _fields.Length; i++)
        {
            if (i == Content.GraphIndex)
            {
                content.GraphIndex = content.Fields.Count;
                content.Fields.Add(new GroupField(ModelReader.Graph, graph.Fields));
            }
            else if (keep?.Invoke(_fields[i]) ?? true)
            {
                content.Fields.Add(_fields[i]);
            }
        }

        return new OnnxModel(content, source: null, external: null);
    }

    internal static OnnxModel Of(ModelContent content) => new(content, source: null, external: null);

    private static OnnxModel Open(ByteSource source, OnnxLimits? limits, ExternalFiles external)
    {
        try
        {
            return new OnnxModel(ModelReader.Read(source, limits ?? OnnxLimits.Default, external), source, external);
        }
        catch
        {
            source.Dispose();
            external.Dispose();
            throw;
        }
    }
}
