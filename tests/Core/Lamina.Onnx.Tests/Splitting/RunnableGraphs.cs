using Lamina.Onnx.Building;
using Lamina.Onnx.Tensors;

namespace Lamina.Onnx.Tests.Splitting;

/// <summary>Random graphs that ONNX Runtime can run: every data tensor is [N,3,4], with shapes, constants, skips and several ends.</summary>
internal static class RunnableGraphs
{
    public static OnnxModel Make(int seed)
    {
        var random = new Random(seed);
        var builder = new GraphBuilder($"runnable{seed}");
        builder.Initializer(OnnxTensor.OfFloats("w", [4, 4], [.. Enumerable.Range(0, 16).Select(_ => random.NextSingle() - 0.5f)]));
        builder.Initializer(OnnxTensor.OfFloats("k", [3, 1], [1, 2, 3]));
        List<string> data = [.. Enumerable.Range(0, random.Next(1, 3)).Select(i => builder.Input($"in{i}", ElementType.Float, "N", 3, 4))];
        List<string> shapes = [];
        List<string> constants = ["w"];
        for (int i = random.Next(5, 18); i > 0; i--)
        {
            string Data() => data[Math.Max(0, data.Count - 1 - (int)(random.NextDouble() * random.NextDouble() * data.Count))];
            switch (random.Next(11))
            {
                case 0:
                    shapes.Add(builder.Node("Shape", [Data()]));
                    break;
                case 1 when shapes.Count > 0:
                    string flat = builder.Node("Flatten", [Data()]);
                    data.Add(builder.Node("Reshape", [flat, shapes[random.Next(shapes.Count)]]));
                    break;
                case 2 when shapes.Count > 0:
                    data.Add(builder.Node("Add", [Data(), builder.Node("ConstantOfShape", [shapes[random.Next(shapes.Count)]])]));
                    break;
                case 3:
                    constants.Add(builder.Node("Transpose", [constants[random.Next(constants.Count)]]));
                    break;
                case 4 or 5:
                    data.Add(builder.Node("MatMul", [Data(), constants[random.Next(constants.Count)]]));
                    break;
                case 6 or 7:
                    data.Add(builder.Node("Add", [Data(), Data()]));
                    break;
                case 8:
                    data.Add(builder.Node("Mul", [Data(), "k"]));
                    break;
                default:
                    data.Add(builder.Node("Tanh", [Data()]));
                    break;
            }
        }

        builder.Output(builder.Node("Sigmoid", [data[^1]], output: "y"), ElementType.Float, "N", 3, 4);
        if (random.Next(4) == 0)
        {
            builder.Output(builder.Node("Neg", [data[random.Next(data.Count)]], output: "second"), ElementType.Float, "N", 3, 4);
        }

        return builder.Build();
    }
}
