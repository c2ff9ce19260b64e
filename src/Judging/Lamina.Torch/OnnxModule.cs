using Lamina.Onnx;
using Lamina.Torch.Graphs;
using Lamina.Torch.Native;
using Lamina.Torch.Operators;
using TorchSharp;

namespace Lamina.Torch;

/// <summary>
/// An ONNX graph as a TorchSharp module: it runs and differentiates the same nodes that ONNX Runtime runs. Parameters are the
/// graph's weights (<see cref="WeightNames"/>), buffers the running statistics of its batch normalisations; after training both
/// go back into the same file by <see cref="Trained"/>. Everything is computed on the processor, in float32 unless <see cref="Precision"/>
/// says otherwise. Not thread safe.
/// </summary>
/// <example><code>
/// using var model = OnnxModel.Open("vgg16.onnx");
/// using var module = OnnxModule.Create(model);
/// using var scope = torch.NewDisposeScope();
/// Tensor logits = module.forward(pictures);
/// </code></example>
public sealed class OnnxModule : torch.nn.Module<Tensor, Tensor>
{
    private readonly OnnxGraph _graph;
    private readonly IReadOnlyList<Slot> _slots;
    private readonly Dictionary<string, int> _places;
    private readonly Dictionary<OnnxNode, Operator> _operators;
    private readonly Dictionary<string, Schedule> _schedules = new(StringComparer.Ordinal);

    private OnnxModule(OnnxGraph graph, GraphBinding binding)
        : base(graph.Name)
    {
        _graph = graph;
        _slots = binding.Slots;
        _places = binding.Places;
        _operators = binding.Operators;
        Weights = [.. _slots.Where(slot => slot.Kind == SlotKind.Weight)];
        Statistics = [.. _slots.Where(slot => slot.Kind == SlotKind.Statistic)];
        foreach ((int i, Slot slot) in _slots.Index())
        {
            if (slot.Kind == SlotKind.Weight)
            {
                register_parameter($"w{i}", (TorchSharp.Modules.Parameter)slot.Tensor!);
            }
            else if (slot.Tensor is not null)
            {
                register_buffer($"b{i}", slot.Tensor, persistent: slot.Kind == SlotKind.Statistic);
            }
        }
    }

    /// <summary>What convolutions and matrix products are computed in. Default float32.</summary>
    public Precision Precision { get; set; }

    /// <summary>Names of the graph's inputs.</summary>
    public IReadOnlyList<string> Inputs => [.. _graph.Inputs.Select(input => input.Name)];

    /// <summary>Names of the graph's outputs.</summary>
    public IReadOnlyList<string> Outputs => [.. _graph.Outputs.Select(output => output.Name)];

    /// <summary>Names of the initializers that are parameters, in the order of <c>parameters()</c>.</summary>
    public IReadOnlyList<string> WeightNames => [.. Weights.Select(slot => slot.Name)];

    /// <summary>Operators that can be run, by ONNX name.</summary>
    public static IReadOnlyList<string> SupportedOperators => OperatorCatalog.Names;

    /// <summary>The weights; tensors are the module's own.</summary>
    internal IReadOnlyList<Slot> Weights { get; }

    /// <summary>The running statistics; tensors are the module's own.</summary>
    internal IReadOnlyList<Slot> Statistics { get; }

    /// <summary>Makes the module of a model. The module copies the weights; the model may be disposed.</summary>
    /// <exception cref="UnsupportedOperatorException">A node cannot be run; the message names operator and node.</exception>
    /// <exception cref="OnnxFormatException">The operator set is too old or new, or a constant cannot be read.</exception>
    /// <exception cref="TorchUnavailableException">libtorch is not here.</exception>
    public static OnnxModule Create(OnnxModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        NativeLibraries.Require();
        if (model.Opset is < OperatorCatalog.MinOpset or > OperatorCatalog.MaxOpset)
        {
            throw new OnnxFormatException($"the model uses operator set {model.Opset}, {OperatorCatalog.MinOpset} to {OperatorCatalog.MaxOpset} are understood");
        }

        return new OnnxModule(model.Graph, GraphBinding.Of(model.Graph, model.Opset));
    }

    /// <summary>Runs a graph with one input and takes its first output.</summary>
    /// <param name="input">As the graph declares its input.</param>
    /// <returns>The output; the caller's scope owns it.</returns>
    public override Tensor forward(Tensor input)
    {
        if (_graph.Inputs.Length != 1)
        {
            throw new InvalidOperationException($"the graph has {_graph.Inputs.Length} inputs: use Run");
        }

        return Run(new Dictionary<string, Tensor> { [_graph.Inputs[0].Name] = input }, [_graph.Outputs[0].Name])[0];
    }

    /// <summary>Computes any tensors of the graph, and only what they need. Differentiable; batch normalisation and dropout follow the module's mode.</summary>
    /// <param name="inputs">Tensors by the name of the graph's input. They stay the caller's.</param>
    /// <param name="wanted">Names of tensors: outputs or anything between.</param>
    /// <returns>The wanted tensors, in that order; the caller's scope owns them.</returns>
    /// <exception cref="ArgumentException">A wanted tensor does not exist or an input is missing.</exception>
    public IReadOnlyList<Tensor> Run(IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyList<string> wanted)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(wanted);
        Schedule schedule = ScheduleFor(wanted);
        var values = new Tensor?[_slots.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = _slots[i].Tensor;
        }

        using var scope = torch.NewDisposeScope();
        foreach (string name in schedule.Inputs)
        {
            Tensor given = inputs.TryGetValue(name, out Tensor? found) ? found : throw new ArgumentException($"Input '{name}' is missing.", nameof(inputs));
            values[_places[name]] = given.dim() == 4 ? ChannelsLast.Of(given) : given;
        }

        foreach (Step step in schedule.Steps)
        {
            RunStep(step, values);
        }

        // An input or a weight may itself be wanted: hand out another handle, never our own.
        return [.. schedule.Wanted.Select(place => scope.MoveToOuter(values[place]!.alias()))];
    }

    /// <summary>The model with this module's weights and statistics; nothing else in it changes.</summary>
    /// <param name="model">The model this module was made of.</param>
    public OnnxModel Trained(OnnxModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.WithInitializers(Weights.Concat(Statistics).ToDictionary(slot => slot.Name, slot => TensorConversion.ToFloats(slot.Tensor!)));
    }

    private void RunStep(Step step, Tensor?[] values)
    {
        using var temporaries = torch.NewDisposeScope();
        Tensor?[] arguments = [.. step.Inputs.Select(place => place < 0 ? null : values[place])];
        bool half = Precision == Precision.BFloat16 && step.Operator.Multiplies;
        Tensor[] results = half ? InHalf(step.Operator, arguments) : step.Operator.RunAll(arguments, training);
        for (int i = 0; i < step.Outputs.Length; i++)
        {
            if (step.Outputs[i] >= 0)
            {
                values[step.Outputs[i]] = temporaries.MoveToOuter(results[i]);
            }
        }

        foreach (int place in step.Last)
        {
            values[place]?.Dispose();
            values[place] = null;
        }
    }

    /// <summary>Factors are rounded to bf16, results widened again; gradients take the same way back.</summary>
    private Tensor[] InHalf(Operator step, Tensor?[] arguments)
    {
        Tensor?[] rounded = [.. arguments.Select(each => each?.dtype == torch.ScalarType.Float32 ? each.to(torch.bfloat16) : each)];
        return [.. step.RunAll(rounded, training).Select(each => each.dtype == torch.ScalarType.BFloat16 ? each.to(torch.float32) : each)];
    }

    private Schedule ScheduleFor(IReadOnlyList<string> wanted)
    {
        string key = string.Join('\0', wanted);
        if (_schedules.TryGetValue(key, out Schedule? known))
        {
            return known;
        }

        if (wanted.FirstOrDefault(name => !_places.ContainsKey(name)) is { } stranger)
        {
            throw new ArgumentException($"The graph has no tensor '{stranger}'.", nameof(wanted));
        }

        return _schedules[key] = Schedule.For(_graph, _operators, _places, wanted);
    }
}
