using System.Text.Json;
using Lamina.Onnx;
using Lamina.Onnx.Text;
using Lamina.Testing;

namespace Lamina.Integration.Tests;

/// <summary>bench serve in its short forms, on a network small enough to be read.</summary>
public sealed class BenchServeTests
{
    private const string Graph = """
        small (float[1,3,16,16] x) => (float[1,5] z) <float[4,3,3,3] w = random 1, float[784,5] v = random 2> {
          a = Conv<kernel_shape = [3,3]>(x, w)
          b = Relu(a)
          c = Flatten(b)
          z = MatMul(c, v)
        }
        """;

    [Fact]
    public async Task BenchServe_ShortForm_PrintsEveryFigureAsItsSchemaSays()
    {
        using TempFolder folder = new();
        (int code, string output, string talk) = await LaminaProgram.RunAsync(["bench", "serve", "--model", await WriteAsync(folder), "--at", "b", "--clients", "1", "--pairs", "2", "--seconds", "0.1", "--json"]);
        Assert.True(code == 0, talk);
        Assert.Empty(new JsonSchemaCheck(await File.ReadAllTextAsync(Checkout.Path("docs", "schema", "bench.schema.json"))).Faults(output));
        Dictionary<string, JsonElement> results = Results(output);
        Assert.Subset(
            results.Keys.ToHashSet(),
            new HashSet<string>(
            [
                "throughput_ratio_served_c1", "throughput_ratio_inprocess_c1", "cpu_ms_per_request_sealed_c1", "cpu_ms_per_request_cut_c1", "added_latency_p50_ms_c1", "added_latency_p95_ms_c1",
                "added_latency_p99_ms_c1", "added_cpu_ms_per_request", "bytes_sealed_request", "bytes_sealed_answer", "bytes_exposed", "bytes_body_answer", "peak_memory_enclave_c1", "peak_memory_worker_c1",
            ]));
        Assert.Equal(4 * 14 * 14 * sizeof(float), results["bytes_exposed"].GetProperty("value").GetInt64());
        Assert.All(results.Values, result => Assert.True(result.GetProperty("low").GetDouble() <= result.GetProperty("value").GetDouble() && result.GetProperty("value").GetDouble() <= result.GetProperty("high").GetDouble()));
    }

    [Fact]
    public async Task BenchServe_FaultsShortForm_PassesNoWrongAnswerAndNamesEveryFailure()
    {
        using TempFolder folder = new();
        (int code, string output, string talk) = await LaminaProgram.RunAsync(["bench", "serve", "--model", await WriteAsync(folder), "--at", "b", "--faults", "--clients", "4", "--requests", "200", "--json"]);
        Assert.True(code == 0, talk);
        Dictionary<string, JsonElement> results = Results(output);
        Assert.Equal((0, 0), (results["answers_wrong"].GetProperty("value").GetInt32(), results["failures_unnamed"].GetProperty("value").GetInt32()));
        Assert.InRange(results["requests_ended"].GetProperty("value").GetInt32(), 300, int.MaxValue);
        Assert.InRange(results["answers_right"].GetProperty("value").GetInt32(), 1, int.MaxValue);
        Assert.InRange(results["lies_told"].GetProperty("value").GetInt32(), 1, int.MaxValue);
        Assert.InRange(results["faults_made"].GetProperty("value").GetInt32(), 8, int.MaxValue);
    }

    [Fact]
    public async Task BenchServe_MemoryShortForm_SaysStartLoadPeakAndSteadyMemoryBesideTheGoal()
    {
        using TempFolder folder = new();
        (int code, string output, string talk) = await LaminaProgram.RunAsync(["bench", "serve", "--model", await WriteAsync(folder), "--at", "b", "--memory", "--clients", "2", "--requests", "20", "--json"]);
        Assert.True(code == 0, talk);
        Dictionary<string, JsonElement> results = Results(output);
        Assert.InRange(results["start_ms"].GetProperty("value").GetDouble(), 1, double.MaxValue);
        Assert.InRange(results["memory_loaded"].GetProperty("value").GetInt64(), 1, results["memory_load_peak"].GetProperty("value").GetInt64());
        Assert.InRange(results["memory_steady"].GetProperty("value").GetInt64(), 1, results["memory_peak"].GetProperty("value").GetInt64());

        // Head: 4 x 27 weights in a file of some hundred bytes; its activations are a picture and two features.
        Assert.InRange(results["weights"].GetProperty("value").GetInt64(), 4 * 27 * sizeof(float), 4096);
        Assert.InRange(results["memory_steady"].GetProperty("goal").GetDouble(), 64e6, 65e6);
    }

    [Fact]
    public async Task BenchServe_EnclaveThatIsNotThere_FailsByItsName()
    {
        using TempFolder folder = new();
        (int code, _, string talk) = await LaminaProgram.RunAsync("bench", "serve", "--model", await WriteAsync(folder), "--at", "b", "--memory", "--enclave", folder["none"]);
        Assert.Equal(1, code);
        Assert.Contains(folder["none"], talk, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--settings", "2x1,2x1")]
    [InlineData("--pairs", "0")]
    [InlineData("--clients", "0")]
    [InlineData("--seconds", "-1")]
    public async Task BenchServe_NumberOutOfRange_IsWrongUse(string option, string value)
    {
        using TempFolder folder = new();
        (int code, _, string talk) = await LaminaProgram.RunAsync("bench", "serve", "--model", await WriteAsync(folder), option, value);
        Assert.Equal(2, code);
        Assert.Contains(option, talk, StringComparison.Ordinal);
    }

    private static async Task<string> WriteAsync(TempFolder folder)
    {
        using OnnxModel model = GraphText.Parse(Graph);
        await File.WriteAllBytesAsync(folder["small.onnx"], model.ToArray());
        return folder["small.onnx"];
    }

    private static Dictionary<string, JsonElement> Results(string output) =>
        JsonDocument.Parse(output).RootElement.GetProperty("results").EnumerateArray().ToDictionary(result => result.GetProperty("name").GetString()!);
}
