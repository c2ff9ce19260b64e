using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Lamina.Runtime;

/// <summary>The outputs of a run by name. Disposing the set disposes every buffer in it.</summary>
public sealed class TensorDictionary : IReadOnlyDictionary<string, TensorBuffer>, IDisposable
{
    private readonly Dictionary<string, TensorBuffer> _buffers;

    internal TensorDictionary(Dictionary<string, TensorBuffer> buffers) => _buffers = buffers;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _buffers.Keys;

    /// <inheritdoc/>
    public IEnumerable<TensorBuffer> Values => _buffers.Values;

    /// <inheritdoc/>
    public int Count => _buffers.Count;

    /// <inheritdoc/>
    public TensorBuffer this[string key] => _buffers[key];

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _buffers.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out TensorBuffer value) => _buffers.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, TensorBuffer>> GetEnumerator() => _buffers.GetEnumerator();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (TensorBuffer buffer in _buffers.Values)
        {
            buffer.Dispose();
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
