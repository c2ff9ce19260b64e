using Lamina.Onnx.Cuts;
using Lamina.Onnx.Flow;
using Lamina.Onnx.Shapes;
using Lamina.Onnx.Splitting;

namespace Lamina.Onnx.Inspection;

/// <summary>Everything <c>inspect</c> says of a model: its cuts in execution order with their costs, its totals, and names for its tensors.</summary>
public sealed class ModelInspection
{
    private readonly long? _inputBytes;
    private readonly bool _needsShapes;

    private ModelInspection(OnnxModel model, InspectionOptions options)
    {
        Model = model;
        Finder = new CutFinder(model.Graph);
        Shapes = ShapeInference.Infer(model, new ShapeOptions { Recorded = options.Recorded });
        Sample = ShapeInference.Infer(model, new ShapeOptions { Batch = 1, Bindings = options.Bindings, Recorded = options.Recorded });
        Labels = new TensorLabels(Finder.Flow);
        _needsShapes = Finder.Flow.Nodes.Any(node => node.Reads.Any(id => Finder.Flow.Dependences[id] == Dependence.Shape));
        _inputBytes = model.Graph.Inputs.Aggregate((long?)0, (sum, input) => sum + Sample[input.Name].Bytes);

        FlowGraph flow = Finder.Flow;
        int[] singles = [.. Finder.Singles.Select(Id)];
        Dictionary<int, RunningCost> costs = CostPass.Run(flow, Sample, targets: null, singles);
        Macs = costs[-1].Macs;
        Parameters = model.Graph.Initializers.Concat(model.Graph.Nodes.Where(node => node.Is("Constant")).Select(node => node.Find("value")).Where(value => value?.Kind == OnnxAttributeKind.Tensor).Select(value => value!.Tensor))
            .Where(CostPass.IsParameter).Sum(tensor => tensor.ElementCount);
        var cuts = new List<CutDescription>(singles.Select(id => Describe([id], costs[id])));
        if (options.MaxTensors > 1)
        {
            MinimalCuts minimal = Finder.Minimal(options.MaxTensors, options.MaxCuts);
            Truncated = minimal.Truncated;
            cuts.AddRange(minimal.Cuts.Select(cut => Describe([.. cut.Select(Id)])));
        }

        Cuts = [.. cuts.OrderBy(cut => cut.Tensors.Max(tensor => flow.ProducedAt[Id(tensor)])).ThenBy(cut => cut.Tensors.Count)];
    }

    /// <summary>The model.</summary>
    public OnnxModel Model { get; }

    /// <summary>Where it can be cut, and why elsewhere not.</summary>
    public CutFinder Finder { get; }

    /// <summary>Types and shapes; named axes keep their names.</summary>
    public ShapeMap Shapes { get; }

    /// <summary>Types and shapes of one sample: batch 1, bound axes as numbers.</summary>
    public ShapeMap Sample { get; }

    /// <summary>Readable names.</summary>
    public TensorLabels Labels { get; }

    /// <summary>Elements of all weights: constants other than indices, shapes and switches.</summary>
    public long Parameters { get; }

    /// <summary>Multiply-accumulate operations for one sample; null when a node's are not known (<see cref="ShapeMap.Gaps"/> of <see cref="Sample"/> says where).</summary>
    public long? Macs { get; }

    /// <summary>Every cut of one tensor, and on request minimal ones of several, in execution order.</summary>
    public IReadOnlyList<CutDescription> Cuts { get; }

    /// <summary>True when there are more cuts of several tensors than the ceiling allowed.</summary>
    public bool Truncated { get; }

    /// <summary>Inspects a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">What to look for; the default when null.</param>
    public static ModelInspection Of(OnnxModel model, InspectionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= InspectionOptions.Default;
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxTensors, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxTensors, 6, nameof(options));
        return new ModelInspection(model, options);
    }

    /// <summary>Describes any cut, listed or not.</summary>
    /// <exception cref="ArgumentException">The tensors are no cut; <see cref="CutFinder.Refuse"/> says why.</exception>
    public CutDescription Describe(params IReadOnlyList<string> tensors) => Finder.Refuse(tensors) is { } refusal
        ? throw new ArgumentException(refusal.ToString(), nameof(tensors))
        : Describe([.. tensors.Distinct().Select(Id).OrderBy(id => Finder.Flow.ProducedAt[id])]);

    private CutDescription Describe(int[] ids, RunningCost? known = null)
    {
        RunningCost cost = known ?? CostPass.Run(Finder.Flow, Sample, targets: ids, stops: [])[-1];
        string[] names = [.. ids.Select(id => Finder.Flow.Names[id])];
        long? bytes = names.Aggregate((long?)0, (sum, name) => sum + Sample[name].Bytes);
        return new CutDescription
        {
            Tensors = names,
            Label = string.Join('+', names.Select(Labels.Of)),
            Types = [.. names.Select(name => Shapes[name])],
            Bytes = bytes,
            Expansion = _inputBytes > 0 ? (double?)bytes / _inputBytes : null,
            MacsBefore = cost.Macs,
            ParametersBefore = cost.Parameters,
            HeadPeakBytes = cost.PeakBytes,
            ShapeTensors = !_needsShapes ? [] : [.. new Partition(Finder.Flow, Shapes, [ids]).Parts[1].ShapeInputs.Select(id => Finder.Flow.Names[id])],
        };
    }

    private int Id(string tensor) => Finder.Flow.TryId(tensor, out int id) ? id : throw new ArgumentException($"the graph has no tensor '{tensor}'", nameof(tensor));
}
