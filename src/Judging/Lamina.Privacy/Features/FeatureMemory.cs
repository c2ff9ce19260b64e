using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Lamina.Onnx.Inspection;
using Lamina.Plans.Preprocess;
using Lamina.Privacy.Attacks;
using Lamina.Privacy.Scores;
using Lamina.Torch;

namespace Lamina.Privacy.Features;

/// <summary>
/// The features of one model's pictures at several cuts from one pass for each picture: a run to the deepest of them gives those of all.
/// They are kept by the picture's content up to a ceiling; what is cheaper to compute than to keep, as early layers are, is computed again.
/// One pass is only taken where it gives a cut's features to the last bit, which the first picture at each cut shows: a runtime may
/// compute a tensor otherwise once another is asked for. Thread safe.
/// </summary>
public sealed class FeatureMemory : IDisposable
{
    /// <summary>Multiply-accumulate operations per byte of features, below which they are computed again: some seconds for a gigabyte.</summary>
    private const double LeastMacsPerByte = 32;

    private readonly Lock _gate = new();
    private readonly Dictionary<(UInt128 Picture, string Tensor), FeatureMap> _kept = [];
    private readonly Dictionary<string, bool> _agrees = new(StringComparer.Ordinal);
    private readonly ModelInspection _inspection;
    private readonly Preprocessing _preprocessing;
    private readonly ImmutableHashSet<string> _wanted;
    private readonly long _ceiling;
    private readonly int _threads;
    private AttackTarget? _pass;
    private bool _opened;
    private bool _full;
    private long _bytes;

    /// <summary>A memory without content.</summary>
    /// <param name="inspection">The model; the caller's, and alive as long as this.</param>
    /// <param name="preprocessing">How a picture becomes its input.</param>
    /// <param name="exposed">The cuts that will be asked for; those of several tensors are left to their own runs.</param>
    /// <param name="ceiling">Most bytes that are kept.</param>
    /// <param name="threads">Threads of a pass; 0 for all.</param>
    public FeatureMemory(ModelInspection inspection, Preprocessing preprocessing, IEnumerable<ImmutableArray<string>> exposed, long ceiling, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(inspection);
        ArgumentNullException.ThrowIfNull(preprocessing);
        ArgumentNullException.ThrowIfNull(exposed);
        (_inspection, _preprocessing, _ceiling, _threads) = (inspection, preprocessing, ceiling, threads);
        _wanted = [.. exposed.Where(tensors => tensors.Length == 1).Select(tensors => tensors[0]).Where(IsWorthKeeping)];
    }

    /// <summary>Runs to the deepest cut so far.</summary>
    internal long Passes { get; private set; }

    /// <summary>Bytes that are kept.</summary>
    internal long KeptBytes => _bytes;

    /// <inheritdoc/>
    public void Dispose() => _pass?.Dispose();

    /// <summary>The features of a picture at a target's tensors: those that its own run gives.</summary>
    internal FeatureSet Of(AttackTarget target, UnitImage image)
    {
        if (target.Tensors.Count != 1 || !_wanted.Contains(target.Tensors[0]))
        {
            return target.Compute(image);
        }

        lock (_gate)
        {
            return Of(target, target.Tensors[0], KeyOf(image), image);
        }
    }

    private FeatureSet Of(AttackTarget target, string tensor, UInt128 picture, UnitImage image)
    {
        if (!_kept.TryGetValue((picture, tensor), out FeatureMap? map) && (map = Pass(tensor, picture, image)) is null)
        {
            FeatureSet own = target.Compute(image);
            Keep(picture, tensor, own.Maps[0]);
            return own;
        }

        return _agrees.ContainsKey(tensor) ? new FeatureSet(map) : Compare(target, tensor, map, image);
    }

    /// <summary>The first picture at a cut: its own run says whether the pass is to be believed there.</summary>
    private FeatureSet Compare(AttackTarget target, string tensor, FeatureMap map, UnitImage image)
    {
        FeatureSet own = target.Compute(image);
        _agrees[tensor] = own.Maps[0].Values.AsSpan().SequenceEqual(map.Values);
        if (!_agrees[tensor])
        {
            foreach ((UInt128, string Tensor) key in _kept.Keys.Where(key => key.Tensor == tensor).ToArray())
            {
                _bytes -= Bytes(_kept[key]);
                _kept.Remove(key);
            }
        }

        return own;
    }

    /// <summary>One pass for all cuts; null where it is of no use to this one.</summary>
    private FeatureMap? Pass(string tensor, UInt128 picture, UnitImage image)
    {
        if (_full || _wanted.Count < 2 || !_agrees.GetValueOrDefault(tensor, true) || Open() is not { } pass)
        {
            return null;
        }

        Passes++;
        FeatureMap? wanted = null;
        foreach ((string name, FeatureMap map) in pass.Tensors.Zip(pass.Compute(image).Maps).Where(entry => _agrees.GetValueOrDefault(entry.First, true)))
        {
            Keep(picture, name, map);
            wanted = name == tensor ? map : wanted;
        }

        return wanted;
    }

    /// <summary>The model up to all tensors that are wanted; null where it cannot be attacked as one.</summary>
    private AttackTarget? Open()
    {
        if (!_opened)
        {
            _opened = true;
            try
            {
                _pass = AttackTarget.Open(_inspection.Model, _preprocessing, [.. _wanted.Order(StringComparer.Ordinal)], _threads);
            }
            catch (Exception refusal) when (refusal is UnsupportedOperatorException or ArgumentException)
            {
                // One of the tensors is nothing to attack: whoever asks for it is told so then. The others have their own runs.
                _pass = null;
            }
        }

        return _pass;
    }

    private void Keep(UInt128 picture, string tensor, FeatureMap map)
    {
        _full |= _bytes + Bytes(map) > _ceiling;
        if (!_full && _kept.TryAdd((picture, tensor), map))
        {
            _bytes += Bytes(map);
        }
    }

    private bool IsWorthKeeping(string tensor)
    {
        CutDescription cut = _inspection.Describe([tensor]);
        return cut is { MacsBefore: { } macs, Bytes: { } bytes } && macs >= LeastMacsPerByte * bytes;
    }

    private static long Bytes(FeatureMap map) => sizeof(float) * (long)map.Values.Length;

    private static UInt128 KeyOf(UnitImage image) => MemoryMarshal.Read<UInt128>(SHA256.HashData(MemoryMarshal.AsBytes(image.Values)));
}
