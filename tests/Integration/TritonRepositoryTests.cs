using System.Runtime.InteropServices;
using Lamina.Onnx;
using Lamina.Onnx.Text;
using Lamina.OpenInference;
using Lamina.OpenInference.Client;
using Lamina.Plans;
using Lamina.Runtime;
using Lamina.Testing;

namespace Lamina.Integration.Tests;

/// <summary>The repository that split writes, served by our own worker.</summary>
public sealed class TritonRepositoryTests
{
    private const string Net = """
        net (float[1,3,8,8] x) => (float[1,4,8,8] y) <float[4,3,3,3] w = random 1, float[4,4,3,3] v = random 2> {
          a = Conv<kernel_shape = [3,3], pads = [1,1,1,1]>(x, w)
          b = Relu(a)
          y = Conv<kernel_shape = [3,3], pads = [1,1,1,1]>(b, v)
        }
        """;

    [Fact]
    public async Task Split_TritonRepository_IsServedUnderTheNameTheEnclaveAsksFor()
    {
        using TempFolder folder = new();
        using (OnnxModel model = GraphText.Parse(Net))
        {
            model.Save(folder["net.onnx"]);
        }

        (int code, _, string talk) = await LaminaProgram.RunAsync("split", folder["net.onnx"], "--at", "b", "-o", folder["plan"], "--triton-repository", folder["models"]);
        Assert.True(code == 0, talk);
        string name = $"body-{Plan.Load(folder["plan"]).Body.Sha256.ToString()[..16]}";
        Assert.Equal(await File.ReadAllBytesAsync(folder["plan", "body.onnx"]), await File.ReadAllBytesAsync(folder["models", name, "1", "model.onnx"]));

        string address = $"unix:{folder["socket"]}";
        (LaminaProgram worker, _) = await LaminaProgram.StartAsync("lamina-worker: ready on ", "worker", "--model", folder["models"], "--listen", address);
        await using LaminaProgram served = worker;
        Assert.True(OipAddress.TryParse(address, out OipAddress? parsed, out _));
        using OipClient client = new(new OipClientOptions { Address = parsed });
        float[] values = [.. Enumerable.Range(0, 4 * 64).Select(i => i / 100f)];
        InferRequest request = new() { ModelName = name, Inputs = [new InferTensor("b", DataType.Fp32, [1, 4, 8, 8], MemoryMarshal.AsBytes(values.AsSpan()).ToArray())] };
        OipReply<InferResponse> reply = await client.InferAsync(request, TestContext.Current.CancellationToken);
        Assert.True(reply.Succeeded(out InferResponse? answer), reply.UntrustedText);

        using Session body = Session.Load(folder["plan", "body.onnx"]);
        using TensorBuffer input = TensorBuffer.Copy<float>(values, [1, 4, 8, 8]);
        using TensorDictionary expected = body.Run(new Dictionary<string, TensorBuffer> { ["b"] = input });
        Assert.Equal(expected["y"].Bytes.ToArray(), answer.Outputs.Single().Data.ToArray());
    }
}
