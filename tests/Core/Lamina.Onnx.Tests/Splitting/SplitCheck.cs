using Lamina.Onnx.Cuts;
using Lamina.Onnx.Splitting;

namespace Lamina.Onnx.Tests.Splitting;

/// <summary>Splits a model and holds its parts, run one after the other on ONNX Runtime, to the whole.</summary>
internal static class SplitCheck
{
    public static ModelParts Split(OnnxModel model, IReadOnlyList<string> cut, IReadOnlyList<string>? tail = null)
    {
        Assert.True(GraphSplitter.TrySplit(model, new SplitRequest { Cut = cut, TailCut = tail ?? [] }, out ModelParts? parts, out CutRefusal? refusal), refusal?.ToString());
        return parts;
    }

    public static CutRefusal Refused(OnnxModel model, IReadOnlyList<string> cut, IReadOnlyList<string>? tail = null)
    {
        Assert.False(GraphSplitter.TrySplit(model, new SplitRequest { Cut = cut, TailCut = tail ?? [] }, out _, out CutRefusal? refusal));
        return refusal;
    }

    /// <summary>Equal to the last bit with graph optimisation off, within 1e-5 of the largest output with it on; the rejoined model to the last bit.</summary>
    public static ModelParts Holds(OnnxModel model, IReadOnlyList<string> cut, IReadOnlyList<string>? tail = null, long batch = 1, bool optimisedToo = false)
    {
        ModelParts parts = Split(model, cut, tail);
        Dictionary<string, OrtTensor> inputs = Ort.RandomInputs(model, batch: batch);
        Dictionary<string, OrtTensor> whole = Ort.Run(model.ToArray(), inputs);
        AssertSame(whole, RunParts(parts, inputs, optimised: false), tolerance: 0);
        if (optimisedToo)
        {
            AssertSame(Ort.Run(model.ToArray(), inputs, optimised: true), RunParts(parts, inputs, optimised: true), tolerance: 1e-5);
        }

        OnnxModel joined = GraphJoiner.Join(parts.Tail is null ? [parts.Head, parts.Body] : [parts.Head, parts.Body, parts.Tail]);
        AssertSame(whole, Ort.Run(joined.ToArray(), inputs), tolerance: 0);
        return parts;
    }

    public static Dictionary<string, OrtTensor> RunParts(ModelParts parts, IReadOnlyDictionary<string, OrtTensor> inputs, bool optimised)
    {
        Dictionary<string, OrtTensor> tensors = new(inputs);
        Dictionary<string, OrtTensor> last = [];
        foreach (OnnxModel part in new[] { parts.Head, parts.Body, parts.Tail }.OfType<OnnxModel>())
        {
            last = Ort.Run(part.ToArray(), tensors, optimised);
            foreach ((string name, OrtTensor tensor) in last)
            {
                tensors[name] = tensor;
            }
        }

        return last;
    }

    private static void AssertSame(Dictionary<string, OrtTensor> expected, Dictionary<string, OrtTensor> actual, double tolerance)
    {
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        foreach ((string name, OrtTensor tensor) in expected)
        {
            Assert.Equal((tensor.Type, string.Join(',', tensor.Dims)), (actual[name].Type, string.Join(',', actual[name].Dims)));
            if (tolerance == 0 || tensor.Type != ElementType.Float)
            {
                Assert.Equal(tensor.Bytes, actual[name].Bytes);
                continue;
            }

            double largest = tensor.Floats.Max(Math.Abs);
            Assert.All(tensor.Floats.Zip(actual[name].Floats), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, tolerance * largest));
        }
    }
}
