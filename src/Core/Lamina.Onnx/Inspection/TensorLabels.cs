using System.Text.RegularExpressions;
using Lamina.Onnx.Flow;

namespace Lamina.Onnx.Inspection;

/// <summary>
/// Readable, unique names for the tensors a cut can have. The last tensor of a layer has the layer's name (<c>layer1.0.relu</c>, <c>block3_pool</c>), others the operator beside it
/// (<c>layer1.0.add</c>, <c>block3_conv1.conv</c>). Names depend on the graph alone, not on which tensors are cuts.
/// </summary>
public sealed partial class TensorLabels
{
    private const int MaxCandidates = 8;

    private readonly Dictionary<string, string> _labels = [];
    private readonly Dictionary<string, string> _tensors = [];
    private readonly FlowGraph _flow;

    internal TensorLabels(FlowGraph flow)
    {
        _flow = flow;
        List<TensorPath> paths =
        [
            .. flow.Nodes.SelectMany(node => node.Writes.Where(id => flow.Intermediate[id]).Select(id => TensorPath.Of(flow.Names[id], node.Node.OpType))),
        ];
        paths = WithoutCommonRoot(paths);
        Dictionary<string, string> layers = WithoutCloneSuffix(paths.Select(path => path.Module).Where(module => module.Length > 0).Distinct());
        HashSet<string> containers = [.. paths.SelectMany(path => Enumerable.Range(1, Math.Max(0, path.Modules.Length - 1)).Select(count => string.Join('.', path.Modules[..count])))];
        containers.UnionWith(paths.SelectMany(path => Parents(path.Module)));
        Dictionary<string, string> last = [];
        foreach (TensorPath path in paths)
        {
            last[path.Module] = path.Tensor;
        }

        foreach (TensorPath path in paths)
        {
            string layer = path.Module.Length > 0 ? layers[path.Module] : "";
            bool isLayer = layer.Length > 0 && !containers.Contains(path.Module) && last[path.Module] == path.Tensor;
            string wanted = layer.Length == 0 ? path.Operator : isLayer ? layer : $"{layer}.{path.Operator}";
            Claim(path.Tensor, wanted, $"{layer}.{path.Operator}".TrimStart('.'));
        }
    }

    /// <summary>The label of a tensor; its own name where it has none (inputs, outputs, constants).</summary>
    public string Of(string tensor) => _labels.GetValueOrDefault(tensor, tensor);

    /// <summary>Finds the tensor that a person means: its exact name, its label, or its label in other case.</summary>
    public LabelLookup Find(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        if (_flow.TryId(text, out _))
        {
            return new LabelLookup(text, text, []);
        }

        if (_tensors.TryGetValue(text, out string? tensor))
        {
            return new LabelLookup(text, tensor, []);
        }

        string[] same = [.. _tensors.Keys.Where(label => label.Equals(text, StringComparison.OrdinalIgnoreCase))];
        if (same.Length == 1)
        {
            return new LabelLookup(text, _tensors[same[0]], []);
        }

        IEnumerable<string> candidates = same.Length > 1 ? same : _tensors.Keys.Where(label => label.Contains(text, StringComparison.OrdinalIgnoreCase));
        return new LabelLookup(text, Tensor: null, [.. candidates.Take(MaxCandidates)]);
    }

    /// <summary>Leaves out modules that all names begin with: the name of the model itself.</summary>
    private static List<TensorPath> WithoutCommonRoot(List<TensorPath> paths)
    {
        List<TensorPath> placed = [.. paths.Where(path => path.Modules.Length > 0)];
        int common = 0;
        while (placed.Count > 1 && placed.TrueForAll(path => path.Modules.Length > common + 1 && path.Modules[common] == placed[0].Modules[common]))
        {
            common++;
        }

        return [.. paths.Select(path => path.Modules.Length > 0 ? path with { Modules = path.Modules[common..] } : path)];
    }

    /// <summary>Keras appends _1 to every layer of a copied model; where most have the same ending, it says nothing.</summary>
    private static Dictionary<string, string> WithoutCloneSuffix(IEnumerable<string> modules)
    {
        Dictionary<string, string> layers = modules.ToDictionary(module => module);
        string? suffix = layers.Keys.Select(layer => CloneSuffix().Match(layer).Value).GroupBy(found => found).OrderByDescending(group => group.Count())
            .FirstOrDefault(group => group.Count() * 10 >= layers.Count * 7)?.Key;
        if (string.IsNullOrEmpty(suffix) || layers.Count < 3)
        {
            return layers;
        }

        HashSet<string> taken = [.. layers.Keys];
        foreach (string layer in layers.Keys.Where(layer => layer.EndsWith(suffix, StringComparison.Ordinal)).ToList())
        {
            string plain = layer[..^suffix.Length];
            layers[layer] = taken.Add(plain) ? plain : layer;
        }

        return layers;
    }

    private static IEnumerable<string> Parents(string module)
    {
        for (int dot = module.LastIndexOf('.'); dot > 0; dot = module.LastIndexOf('.', dot - 1))
        {
            yield return module[..dot];
        }
    }

    private void Claim(string tensor, string wanted, string longer)
    {
        string label = wanted;
        for (int i = 1; !IsFree(label, tensor); i++)
        {
            label = i == 1 ? longer : $"{longer}_{i}";
        }

        _labels.Add(tensor, label);
        _tensors.Add(label, tensor);
    }

    /// <summary>A label must not be the name of another tensor, or it would mean two.</summary>
    private bool IsFree(string label, string tensor) => !_tensors.ContainsKey(label) && (label == tensor || !_flow.TryId(label, out _));

    [GeneratedRegex(@"_\d+$")]
    private static partial Regex CloneSuffix();
}
