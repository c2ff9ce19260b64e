using Lamina.Onnx.Building;

namespace Lamina.Onnx.Tests.Cuts;

/// <summary>Small random graphs of any shape: several inputs and outputs, skips, shapes, constants, dead ends, multi-output and unsorted nodes.</summary>
internal static class RandomGraphs
{
    public static OnnxGraph Make(int seed)
    {
        var random = new Random(seed);
        var builder = new GraphBuilder($"random{seed}");
        List<string> tensors = [];
        for (int i = random.Next(1, 3); i > 0; i--)
        {
            tensors.Add(builder.Input($"in{i}", ElementType.Float, 2, 3));
        }

        int inputs = tensors.Count;
        int count = random.Next(3, 16);
        var nodes = new List<(string Op, string[] Reads, string[] Writes)>();
        for (int i = 0; i < count; i++)
        {
            // Mostly the last tensors, so that the graph is deep and has cuts.
            string Pick() => tensors[Math.Max(0, tensors.Count - 1 - (int)(random.NextDouble() * random.NextDouble() * tensors.Count))];
            (string op, int reads, int writes) = random.Next(18) switch
            {
                0 => ("Shape", 1, 1),
                1 => ("Split", 1, 2),
                2 => ("Constant", 0, 1),
                3 => ("Size", 1, 1),
                >= 4 and <= 9 => ("Add", 2, 1),
                10 => ("Sum", 3, 1),
                _ => ("Relu", 1, 1),
            };
            string[] outputs = [.. Enumerable.Range(0, writes).Select(k => $"t{i}_{k}")];
            nodes.Add((op, [.. Enumerable.Range(0, reads).Select(_ => Pick())], outputs));
            tensors.AddRange(outputs);
        }

        if (random.Next(4) == 0)
        {
            nodes.Reverse();
        }

        foreach ((string op, string[] reads, string[] writes) in nodes)
        {
            builder.Node(op, reads, writes);
        }

        builder.Output(OnnxValue.Of(tensors[^1], ElementType.Float, null));
        if (random.Next(4) == 0)
        {
            builder.Output(OnnxValue.Of(tensors[random.Next(inputs, tensors.Count - 1)], ElementType.Float, null));
        }

        return builder.BuildGraph();
    }
}
