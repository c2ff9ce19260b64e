using System.Runtime.InteropServices;
using Lamina.Client;
using Lamina.Enclave.Hosting;
using Lamina.OpenInference;
using Lamina.Plans;
using Lamina.Runtime;
using Lamina.Shared.Serve;
using Lamina.Testing;

namespace Lamina.Enclave.Tests;

/// <summary>What leaves the enclave is what the plan says the body takes, and what a part takes is never made up.</summary>
public sealed class ExposureTests
{
    [Fact]
    public async Task Infer_ShapesThatTheTailTakesToo_ComeFromTheHeadAndOnlyTheBodysLeave()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync(plan: TinyPlan.WriteWithShapes);
        using LaminaClient client = await enclave.ConnectAsync();
        InferTensor input = TestEnclave.Input();

        float[] answered = TestEnclave.Values(await client.InferAsync([input], TestContext.Current.CancellationToken));

        Assert.Equal(Expected(enclave.PlanFolder, input), answered);
        Assert.NotEqual(new float[5], answered);
        Assert.Equal(["cut", "both"], Assert.Single(enclave.Workers[0].Seen).Inputs.Select(tensor => tensor.Name));
    }

    [Fact]
    public void MessageCeilings_OfAPlan_FollowWhatGoesEachWay()
    {
        using TempFolder folder = new();
        Plan plan = TinyPlan.Write(folder.Path);
        plan = plan with { Body = plan.Body with { Inputs = [plan.Body.Inputs[0] with { Shape = [1, 4, 1000, 1000] }] } };
        (int request, int answer) = EnclaveHost.MessageCeilings(plan);
        Assert.InRange(request, 16_000_000, 16_200_000);
        Assert.InRange(answer, 4096, 100_000);
    }

    [Theory]
    [InlineData(30, 30, 1)]
    [InlineData(10, 30, 1)]
    [InlineData(31, 30, 0)]
    public void Options_RequestDeadlineThatEndsBeforeAWorkers_AreAContradiction(int request, int worker, int faults)
    {
        EnclaveOptions options = new()
        {
            PlanFolder = "plan", Workers = ["127.0.0.1:1"], RequestDeadline = TimeSpan.FromSeconds(request), WorkerDeadline = TimeSpan.FromSeconds(worker),
        };
        Assert.Equal(faults, options.Contradictions().Count(fault => fault.Contains("--request-deadline", StringComparison.Ordinal)));
        Assert.Equal(faults, options.Contradictions().Count());
    }

    private static float[] Expected(string folder, InferTensor input)
    {
        using Session head = Session.Load(Path.Combine(folder, "head.onnx"));
        using Session body = Session.Load(Path.Combine(folder, "body.onnx"));
        using Session tail = Session.Load(Path.Combine(folder, "tail.onnx"));
        using TensorBuffer x = TensorBuffer.Allocate(Onnx.ElementType.Float, 1, 3, 4, 4);
        input.Data.Span.CopyTo(x.Bytes);
        using TensorDictionary cut = head.Run(new Dictionary<string, TensorBuffer> { ["x"] = x });
        using TensorDictionary f = body.Run(new Dictionary<string, TensorBuffer> { ["cut"] = cut["cut"], ["both"] = cut["both"] });
        using TensorDictionary y = tail.Run(new Dictionary<string, TensorBuffer> { ["f"] = f["f"], ["both"] = cut["both"], ["late"] = cut["late"] });
        return MemoryMarshal.Cast<byte, float>(y["y"].Bytes).ToArray();
    }
}
