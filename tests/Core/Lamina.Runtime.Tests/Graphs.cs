using Lamina.Onnx;
using static Lamina.Runtime.Tests.TinyOnnx;

namespace Lamina.Runtime.Tests;

/// <summary>The graphs that these tests run.</summary>
internal static class Graphs
{
    /// <summary>z = x + (1, 2, 3), x and z float Nx3.</summary>
    public static byte[] Add { get; } = Model(Graph(
        Node("Add", "x w", "z"),
        Floats("w", 1, 2, 3),
        Input("x", ElementType.Float, "N", 3),
        Output("z", ElementType.Float, "N", 3)));

    /// <summary>As <see cref="Add"/>, with the three numbers in the file "weights.bin".</summary>
    public static byte[] AddExternal { get; } = Model(Graph(
        Node("Add", "x w", "z"),
        External("w", 3, "weights.bin"),
        Input("x", ElementType.Float, "N", 3),
        Output("z", ElementType.Float, "N", 3)));

    /// <summary>Counts up 2^62 times: never ends of itself.</summary>
    public static byte[] Endless { get; } = Model(Graph(
        Node("Loop", "trips yes x", "z", GraphAttribute("body", Graph(
            Node("Identity", "more_in", "more_out"),
            Node("Add", "v_in one", "v_out"),
            Floats("one", 1),
            Input("i", ElementType.Int64),
            Input("more_in", ElementType.Bool),
            Input("v_in", ElementType.Float, 1),
            Output("more_out", ElementType.Bool),
            Output("v_out", ElementType.Float, 1)))),
        Scalar("trips", ElementType.Int64, BitConverter.GetBytes(1L << 62)),
        Scalar("yes", ElementType.Bool, [1]),
        Input("x", ElementType.Float, 1),
        Output("z", ElementType.Float, 1)));

    /// <summary>z = the places where x is not zero: its shape depends on values. Also y = x.</summary>
    public static byte[] NonZero { get; } = Model(Graph(
        Node("NonZero", "x", "z"),
        Node("Identity", "x", "y"),
        Input("x", ElementType.Float, "N"),
        Output("z", ElementType.Int64, 1, "K"),
        Output("y", ElementType.Float, "N")));

    public static Dictionary<string, TensorBuffer> One(string name, TensorBuffer buffer) => new() { [name] = buffer };
}
