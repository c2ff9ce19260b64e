using Lamina.Onnx;
using Lamina.Runtime;
using Lamina.Testing;

namespace Lamina.Models.Tests.Zoo;

/// <summary>Runs a built network on ONNX Runtime.</summary>
internal static class ZooRunner
{
    /// <returns>One row of outputs per picture.</returns>
    public static float[][] Run(OnnxModel model, float[] input, params long[] shape)
    {
        using TempFolder folder = new();
        model.Save(folder["m.onnx"]);
        return Run(folder["m.onnx"], input, shape);
    }

    /// <returns>One row of outputs per picture.</returns>
    public static float[][] Run(string path, float[] input, params long[] shape)
    {
        using Session session = Session.Load(path);
        using TensorBuffer x = TensorBuffer.Copy<float>(input, shape);
        using TensorDictionary outputs = session.Run(new Dictionary<string, TensorBuffer> { ["input"] = x });
        float[] values = outputs.Values.Single().Values<float>().ToArray();
        return [.. values.Chunk(values.Length / (int)shape[0])];
    }
}
