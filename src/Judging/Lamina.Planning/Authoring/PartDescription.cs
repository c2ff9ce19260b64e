using System.Collections.Immutable;
using Lamina.Onnx;
using Lamina.Plans;

namespace Lamina.Planning.Authoring;

/// <summary>A part as its file says it is.</summary>
/// <param name="Part">The plan's words for it.</param>
/// <param name="Computed">Names of all tensors that it computes from its inputs, in order.</param>
internal sealed record PartDescription(PlanPart Part, ImmutableArray<string> Computed)
{
    /// <summary>Reads a part of a folder.</summary>
    /// <exception cref="PlanException">A tensor's shape is not known once the batch is fixed at 1.</exception>
    public static PartDescription Read(string folder, string file, PlanRequest request)
    {
        using OnnxModel model = OnnxModel.Open(Path.Combine(folder, file));
        HashedFile hashed = Known(folder, file, request);
        PlanPart part = new()
        {
            File = hashed.File,
            Sha256 = hashed.Sha256,
            Bytes = hashed.Bytes,
            ExternalData = [.. model.ExternalLocations.Select(location => Known(folder, location, request))],
            Inputs = [.. model.Graph.Inputs.Select(value => Spec(file, value, request))],
            Outputs = [.. model.Graph.Outputs.Select(value => Spec(file, value, request))],
        };

        // Optional outputs that a node leaves out have the empty name.
        return new PartDescription(part, [.. model.Graph.Nodes.SelectMany(node => node.Outputs).Where(name => name.Length > 0).Distinct()]);
    }

    /// <summary>A file by its bytes.</summary>
    public static HashedFile Hash(string folder, string file)
    {
        using FileStream content = File.OpenRead(Path.Combine(folder, file));
        return new HashedFile { File = file, Bytes = content.Length, Sha256 = Sha256Digest.Of(content) };
    }

    /// <summary>A digest taken while writing counts only for a file of that size.</summary>
    private static HashedFile Known(string folder, string file, PlanRequest request) =>
        request.Written.TryGetValue(file, out HashedFile? written) && new FileInfo(Path.Combine(folder, file)).Length == written.Bytes ? written : Hash(folder, file);

    private static TensorSpec Spec(string file, OnnxValue value, PlanRequest request)
    {
        // A plan fixes the batch: every named length is 1.
        Dictionary<string, long> batch = value.Shape?.SelectMany(dimension => dimension.Symbols).Distinct().ToDictionary(symbol => symbol, _ => 1L) ?? [];
        IReadOnlyList<long> shape = value.Shape?.Evaluate(batch) ?? request.RecordedShapes.GetValueOrDefault(value.Name) ?? throw new PlanException($"The shape of '{value.Name}' in {file} is not known: {value}.");
        return new TensorSpec { Name = value.Name, Type = TypeOf(file, value), Shape = [.. shape] };
    }

    private static Plans.ElementType TypeOf(string file, OnnxValue value) => value.ElementType switch
    {
        Onnx.ElementType.Float => Plans.ElementType.Float32,
        Onnx.ElementType.Float16 => Plans.ElementType.Float16,
        Onnx.ElementType.BFloat16 => Plans.ElementType.BFloat16,
        Onnx.ElementType.Double => Plans.ElementType.Float64,
        Onnx.ElementType.Int8 => Plans.ElementType.Int8,
        Onnx.ElementType.UInt8 => Plans.ElementType.UInt8,
        Onnx.ElementType.Int16 => Plans.ElementType.Int16,
        Onnx.ElementType.UInt16 => Plans.ElementType.UInt16,
        Onnx.ElementType.Int32 => Plans.ElementType.Int32,
        Onnx.ElementType.UInt32 => Plans.ElementType.UInt32,
        Onnx.ElementType.Int64 => Plans.ElementType.Int64,
        Onnx.ElementType.UInt64 => Plans.ElementType.UInt64,
        Onnx.ElementType.Bool => Plans.ElementType.Bool,
        _ => throw new PlanException($"'{value.Name}' in {file} is {value.ElementType.Name()}, which no plan can carry."),
    };
}
