using Lamina.Onnx;
using Lamina.Onnx.Building;
using Lamina.Onnx.Tensors;

namespace Lamina.Worker.Tests;

/// <summary>Models of a few nodes, written to a folder.</summary>
internal static class TinyModels
{
    /// <summary>Types that a model of <see cref="EveryType"/> passes through.</summary>
    public static (ElementType Type, string Name)[] Types { get; } =
    [
        (ElementType.Bool, "BOOL"), (ElementType.UInt8, "UINT8"), (ElementType.UInt16, "UINT16"), (ElementType.UInt32, "UINT32"), (ElementType.UInt64, "UINT64"),
        (ElementType.Int8, "INT8"), (ElementType.Int16, "INT16"), (ElementType.Int32, "INT32"), (ElementType.Int64, "INT64"),
        (ElementType.Float16, "FP16"), (ElementType.Float, "FP32"), (ElementType.Double, "FP64"), (ElementType.BFloat16, "BF16"),
    ];

    /// <summary>z = x + (1, 2, 3) and t = 2z; rows know nothing of one another.</summary>
    public static string Add(string path) => Save(path, builder =>
    {
        string x = builder.Input("x", ElementType.Float, "N", 3);
        string z = builder.Node("Add", [x, builder.Initializer(OnnxTensor.OfFloats("w", [3], [1, 2, 3]))], output: "z");
        builder.Output(z, ElementType.Float, "N", 3);
        builder.Output(builder.Node("Add", [z, z], output: "t"), ElementType.Float, "N", 3);
    });

    /// <summary>z = x minus the mean over all rows: batching would mix answers.</summary>
    public static string Mixing(string path) => Save(path, builder =>
    {
        string x = builder.Input("x", ElementType.Float, "N", 3);
        string mean = builder.Node("ReduceMean", [x], OnnxAttribute.OfInts("axes", 0));
        builder.Output(builder.Node("Sub", [x, mean], output: "z"), ElementType.Float, "N", 3);
    });

    /// <summary>z = the i-th of four numbers; any other index fails the run.</summary>
    public static string Lookup(string path) => Save(path, builder =>
    {
        string index = builder.Input("i", ElementType.Int64, "N", 1);
        string table = builder.Initializer(OnnxTensor.OfFloats("table", [4], [10, 11, 12, 13]));
        builder.Output(builder.Node("Gather", [table, index], output: "z"), ElementType.Float, "N", 1);
    });

    /// <summary>One input and one output of every type, with nothing between them.</summary>
    public static string EveryType(string path) => Save(path, builder =>
    {
        foreach ((ElementType type, string name) in Types)
        {
            string input = builder.Input($"in {name}", type, "N", 2);
            builder.Output(builder.Node("Identity", [input], output: $"out {name}"), type, "N", 2);
        }
    });

    public static string Text(string path) => Save(path, builder =>
    {
        string text = builder.Input("s", ElementType.String, 1);
        builder.Output(builder.Node("Identity", [text], output: "t"), ElementType.String, 1);
    });

    private static string Save(string path, Action<GraphBuilder> fill)
    {
        var builder = new GraphBuilder("tiny");
        fill(builder);
        builder.Build().Save(path);
        return path;
    }
}
