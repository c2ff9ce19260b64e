using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Lamina.Runtime;

namespace Lamina.Enclave.Inference;

/// <summary>Tensors of one request by name, with their place in the plan. Disposing it zeroes and returns all of them.</summary>
internal sealed class OwnedTensors : IReadOnlyDictionary<string, TensorBuffer>, IDisposable
{
    private readonly Dictionary<string, TensorBuffer> _buffers = [];

    /// <summary>Rents one buffer for each spec.</summary>
    public OwnedTensors(IEnumerable<Plans.TensorSpec> specs, TensorPool buffers)
    {
        Specs = [.. specs];
        foreach (Plans.TensorSpec spec in Specs)
        {
            _buffers.Add(spec.Name, buffers.Rent(TensorTypes.ToRuntime(spec.Type), spec.Shape.AsSpan()));
        }
    }

    /// <summary>What they are, in the plan's order.</summary>
    public IReadOnlyList<Plans.TensorSpec> Specs { get; }

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
