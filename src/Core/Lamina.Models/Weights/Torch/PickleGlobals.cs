using Lamina.Onnx;

namespace Lamina.Models.Weights.Torch;

/// <summary>
/// The names that a state_dict needs, and what they mean here. Any other name in a pickle is refused; none is ever resolved to code.
/// </summary>
internal static class PickleGlobals
{
    private static readonly PickleGlobal OrderedDict = new("collections", "OrderedDict");
    private static readonly PickleGlobal RebuildTensor = new("torch._utils", "_rebuild_tensor_v2");
    private static readonly PickleGlobal RebuildParameter = new("torch._utils", "_rebuild_parameter");

    private static readonly Dictionary<PickleGlobal, ElementType> Storages = new()
    {
        [new("torch", "DoubleStorage")] = ElementType.Double,
        [new("torch", "FloatStorage")] = ElementType.Float,
        [new("torch", "HalfStorage")] = ElementType.Float16,
        [new("torch", "BFloat16Storage")] = ElementType.BFloat16,
        [new("torch", "LongStorage")] = ElementType.Int64,
        [new("torch", "IntStorage")] = ElementType.Int32,
        [new("torch", "ShortStorage")] = ElementType.Int16,
        [new("torch", "CharStorage")] = ElementType.Int8,
        [new("torch", "ByteStorage")] = ElementType.UInt8,
        [new("torch", "BoolStorage")] = ElementType.Bool,
    };

    /// <exception cref="WeightException">The name is not among those a state_dict needs.</exception>
    public static PickleGlobal Admit(string module, string name)
    {
        PickleGlobal global = new(module, name);
        return global == OrderedDict || global == RebuildTensor || global == RebuildParameter || Storages.ContainsKey(global)
            ? global
            : throw new WeightException($"The pickle asks for '{Printable(global.ToString())}', which no state_dict needs; nothing was executed.");
    }

    /// <summary>What a call of an admitted name gives.</summary>
    /// <exception cref="WeightException">The name or its arguments are not what a state_dict holds.</exception>
    public static object Call(object? callee, object? arguments)
    {
        object?[] values = arguments as object?[] ?? throw Odd("a call without arguments");
        return callee is not PickleGlobal global ? throw Odd("a call of something that is no name")
            : global == OrderedDict && values.Length == 0 ? new PickleDict()
            : global == RebuildTensor ? Tensor(values)
            : global == RebuildParameter && values.Length >= 1 && values[0] is TorchTensor tensor ? tensor
            : throw Odd($"a call of '{global}' with {values.Length} arguments");
    }

    /// <summary>The persistent id of a storage: ('storage', type, key, device, count).</summary>
    /// <exception cref="WeightException">It is another kind of id.</exception>
    public static TorchStorage Storage(object? id) =>
        id is object?[] and ["storage", PickleGlobal type, string key, string, long count] && Storages.TryGetValue(type, out ElementType element) && count >= 0
            ? new TorchStorage(element, key, count)
            : throw Odd("a persistent id that is no storage");

    public static WeightException Odd(string what) => new($"The pickle is no state_dict: it has {what}.");

    // (storage, offset, shape, strides, requires_grad, hooks[, metadata])
    private static TorchTensor Tensor(object?[] values) =>
        values is [TorchStorage storage, long offset, object?[] shape, object?[] strides, ..] && shape.Length == strides.Length && shape.All(axis => axis is long) && strides.All(stride => stride is long)
            ? new TorchTensor(storage, offset, [.. shape.Cast<long>()], [.. strides.Cast<long>()])
            : throw Odd("a tensor with odd arguments");

    private static string Printable(string text) =>
        new([.. text.Take(120).Select(character => char.IsControl(character) ? '?' : character)]);
}
