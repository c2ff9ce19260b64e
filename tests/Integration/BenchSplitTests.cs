using System.Text.Json;
using Lamina.Onnx;
using Lamina.Onnx.Text;
using Lamina.Testing;

namespace Lamina.Integration.Tests;

/// <summary>bench split as a process, on a small model: the object, not the speed.</summary>
public sealed class BenchSplitTests
{
    [Fact]
    public async Task BenchSplit_Json_HasRatiosWithTheirGoalAndTheMemory()
    {
        using TempFolder folder = new();
        using (OnnxModel model = GraphText.Parse("net (float[1,4] x) => (float[1,4] y) { a = Relu(x) b = Neg(a) y = Sigmoid(b) }"))
        {
            model.Save(folder["net.onnx"]);
        }

        (int code, string output, string talk) = await LaminaProgram.RunAsync("bench", "split", "--model", folder["net.onnx"], "--rounds", "3", "--json");
        Assert.True(code == 0, talk);
        Dictionary<string, JsonElement> results = JsonDocument.Parse(output).RootElement.GetProperty("results").EnumerateArray().ToDictionary(result => result.GetProperty("name").GetString()!);
        foreach (string ratio in new[] { "split_ratio", "split_with_plan_ratio", "split_command_ratio" })
        {
            Assert.True(results[ratio].GetProperty("value").GetDouble() > 0);
            Assert.Equal(1.5, results[ratio].GetProperty("goal").GetDouble());
        }

        // The program itself holds more than a few megabytes and less than the machine has.
        Assert.InRange(results["split_command_memory"].GetProperty("value").GetDouble(), 20, 2000);
    }

    [Fact]
    public async Task BenchSplit_TooFewRoundsOrNoModel_IsRefused()
    {
        Assert.Equal(2, (await LaminaProgram.RunAsync("bench", "split", "--rounds", "2")).Code);
        Assert.Equal(5, (await LaminaProgram.RunAsync("bench", "split", "--model", "missing.onnx")).Code);
    }
}
