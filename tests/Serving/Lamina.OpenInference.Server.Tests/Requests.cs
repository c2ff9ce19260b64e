using System.Runtime.InteropServices;

namespace Lamina.OpenInference.Server.Tests;

internal static class Requests
{
    /// <summary>A request to <see cref="FakeBackend"/>'s model: rows of two.</summary>
    public static InferRequest Double(params float[] values) => new()
    {
        ModelName = FakeBackend.Model,
        Id = "id",
        Inputs = [new InferTensor("x", DataType.Fp32, [values.Length / 2, 2], MemoryMarshal.AsBytes<float>(values).ToArray())],
    };

    public static float[] Values(InferTensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.Data.Span).ToArray();
}
