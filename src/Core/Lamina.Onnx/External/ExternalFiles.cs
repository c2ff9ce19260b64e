using Lamina.Onnx.Wire;

namespace Lamina.Onnx.External;

/// <summary>Where the payloads lie that a model keeps outside itself. Opens each file once and owns it.</summary>
internal abstract class ExternalFiles : IDisposable
{
    private readonly Dictionary<string, ByteSource> _open = [];

    /// <summary>Names of the files used so far, as the model writes them.</summary>
    public IReadOnlyCollection<string> Locations => _open.Keys;

    /// <summary>The file at a location, which comes from the model and is not to be trusted.</summary>
    /// <exception cref="OnnxFormatException">The location is not allowed or the file is missing.</exception>
    public ByteSource Resolve(string location)
    {
        if (!_open.TryGetValue(location, out ByteSource? source))
        {
            source = Open(location);
            _open.Add(location, source);
        }

        return source;
    }

    public void Dispose()
    {
        foreach (ByteSource source in _open.Values)
        {
            source.Dispose();
        }
    }

    protected abstract ByteSource Open(string location);
}
