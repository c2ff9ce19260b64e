using System.Runtime.InteropServices;
using System.Text.Json;
using Lamina.Attestation.Policies;
using Lamina.Client;
using Lamina.Client.Results;
using Lamina.Images;
using Lamina.Images.Decoding;
using Lamina.Plans.Preprocess;
using Lamina.Runtime;
using Lamina.Testing;

namespace Lamina.Integration.Tests;

/// <summary>split, serve, attest and infer as processes, on a real trained model and real photographs.</summary>
public sealed class ServeInferTests
{
    private const string Model = "efficientnet_lite0-imagenet.onnx";

    /// <summary>An early, a middle and a late cut of EfficientNet-Lite0, by their place among all valid cuts.</summary>
    public static TheoryData<double> Depths => [0.1, 0.5, 0.9];

    [Theory]
    [MemberData(nameof(Depths))]
    public async Task Infer_RealModelAtACut_EqualsPlainOnnxRuntime(double depth)
    {
        string model = Tier.Shared("models", Model);
        string[] photographs = Photographs(3);
        using TempFolder folder = new();
        string tensor = await CutAtAsync(model, depth);
        (int code, _, string talk) = await LaminaProgram.RunAsync("split", model, "--at", tensor, "-o", folder["plan"]);
        Assert.True(code == 0, talk);
        (LaminaProgram server, Uri address) = await LaminaProgram.ServeAsync(folder["plan"], "--tee", "simulated", "--accept-verdict", "unjudged", "--listen", "127.0.0.1:0");
        await using (server)
        {
            await WritePolicyAsync(address, folder);
            Assert.True(PolicyReader.TryRead(await File.ReadAllBytesAsync(folder["policy.json"]), out Policy? policy, out _));
            using LaminaClient client = await LaminaClient.ConnectAsync(new LaminaClientOptions { Server = address, Policy = policy! });
            using Session whole = Session.Load(model);
            foreach (string photograph in photographs)
            {
                PictureResult answer = await client.ClassifyAsync(PictureDecoder.Load(photograph));
                float[] expected = Run(whole, model, photograph);
                float[] found = MemoryMarshal.Cast<byte, float>(answer.Inference.Outputs.Single().Data.Span).ToArray();
                float largest = expected.Max(Math.Abs);
                Assert.All(expected.Zip(found), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-5f * largest));
            }
        }
    }

    [Fact]
    public async Task Infer_OnTheCommandLine_PrintsOneObjectAnImageAndTheNumberedSteps()
    {
        string model = Tier.Shared("models", Model);
        string[] photographs = Photographs(2);
        using TempFolder folder = new();
        await LaminaProgram.RunAsync("split", model, "--at", await CutAtAsync(model, 0.5), "-o", folder["plan"]);
        (LaminaProgram server, Uri address) = await LaminaProgram.ServeAsync(folder["plan"], "--tee", "simulated", "--accept-verdict", "unjudged", "--listen", "127.0.0.1:0");
        await using (server)
        {
            await WritePolicyAsync(address, folder);
            (int code, string output, string talk) = await LaminaProgram.RunAsync(["infer", "--json", "--server", address.ToString(), "--policy", folder["policy.json"], .. photographs]);
            Assert.True(code == 0, talk);
            JsonElement[] lines = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
            JsonSchemaCheck schema = new(await File.ReadAllTextAsync(Checkout.Path("docs", "schema", "infer.schema.json")));
            Assert.All(lines, line => Assert.Empty(schema.Faults(line.GetRawText())));
            Assert.Equal(photographs, lines.Select(line => line.GetProperty("image").GetString()));
            Assert.Equal([1, 2, 3, 4, 6, 7, 8], lines[0].GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("number").GetInt32()));
            Assert.True(lines[0].GetProperty("enclave").GetProperty("simulated").GetBoolean());
            Assert.Contains("SIMULATED", talk, StringComparison.Ordinal);

            // A policy of another plan is refused with 3, at the named step, in the same shape.
            string other = (await File.ReadAllTextAsync(folder["policy.json"])).Replace(lines[0].GetProperty("plan").GetProperty("digest").GetString()!, new string('0', 64), StringComparison.Ordinal);
            await File.WriteAllTextAsync(folder["other.json"], other);
            (code, output, _) = await LaminaProgram.RunAsync("infer", "--json", "--server", address.ToString(), "--policy", folder["other.json"], photographs[0]);
            JsonElement refused = JsonDocument.Parse(output).RootElement;
            Assert.Equal((3, "evidence-refused"), (code, refused.GetProperty("error").GetProperty("code").GetString()));
            Assert.Contains(refused.GetProperty("verification").EnumerateArray(), step => step.GetProperty("name").GetString() == "policy-plan" && step.GetProperty("status").GetString() == "failed");
        }
    }

    [Fact]
    public async Task Serve_HeadOrPlanChanged_EndsWithFive()
    {
        string model = Tier.Shared("models", Model);
        using TempFolder folder = new();
        await LaminaProgram.RunAsync("split", model, "--at", await CutAtAsync(model, 0.5), "-o", folder["plan"]);

        // A changed name inside plan.json is another valid plan with another digest, which the client's policy refuses; a changed blank is no plan at all.
        foreach (string file in new[] { "head.onnx", "plan.json" })
        {
            byte[] good = await File.ReadAllBytesAsync(folder["plan", file]);
            byte[] bad = [.. good];
            bad[file == "plan.json" ? Array.IndexOf(good, (byte)' ') : good.Length / 2] ^= 1;
            await File.WriteAllBytesAsync(folder["plan", file], bad);
            (int code, _, string talk) = await LaminaProgram.RunAsync("serve", folder["plan"], "--tee", "simulated", "--worker", "127.0.0.1:1", "--accept-verdict", "unjudged", "--listen", "127.0.0.1:0");
            Assert.True(code == 5, $"{file}: {code} {talk}");
            await File.WriteAllBytesAsync(folder["plan", file], good);
        }
    }

    [Fact]
    public async Task Serve_WithoutHardwareOrWord_EndsWithOneNamingWhatToSay()
    {
        string model = Tier.Shared("models", Model);
        using TempFolder folder = new();
        await LaminaProgram.RunAsync("split", model, "--at", await CutAtAsync(model, 0.5), "-o", folder["plan"]);
        (int code, _, string talk) = await LaminaProgram.RunAsync("serve", folder["plan"], "--worker", "127.0.0.1:1");
        Assert.Equal(1, code);
        Assert.Contains("--tee simulated", talk, StringComparison.Ordinal);
        (code, _, talk) = await LaminaProgram.RunAsync("serve", folder["plan"], "--tee", "simulated", "--worker", "127.0.0.1:1");
        Assert.Equal(1, code);
        Assert.Contains("--accept-verdict unjudged", talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AttestVerify_AnyByteOfABundlesEvidenceFlipped_EndsWithThree()
    {
        string model = Tier.Shared("models", Model);
        using TempFolder folder = new();
        await LaminaProgram.RunAsync("split", model, "--at", await CutAtAsync(model, 0.5), "-o", folder["plan"]);
        (LaminaProgram server, Uri address) = await LaminaProgram.ServeAsync(folder["plan"], "--tee", "simulated", "--accept-verdict", "unjudged", "--listen", "127.0.0.1:0");
        await using (server)
        {
            await WritePolicyAsync(address, folder);
            (int code, string output, _) = await LaminaProgram.RunAsync("attest", "verify", folder["evidence.json"], "--policy", folder["policy.json"], "--json");
            Assert.Equal((0, "accepted"), (code, JsonDocument.Parse(output).RootElement.GetProperty("outcome").GetString()));

            using JsonDocument bundle = JsonDocument.Parse(await File.ReadAllBytesAsync(folder["evidence.json"]));
            string evidence = bundle.RootElement.GetProperty("evidence").GetString()!;
            byte[] bytes = Convert.FromBase64String(evidence);
            bytes[bytes.Length / 2] ^= 1;
            await File.WriteAllTextAsync(folder["bad.json"], bundle.RootElement.GetRawText().Replace(evidence, Convert.ToBase64String(bytes), StringComparison.Ordinal));
            (code, output, _) = await LaminaProgram.RunAsync("attest", "verify", folder["bad.json"], "--json");
            Assert.Equal((3, "refused"), (code, JsonDocument.Parse(output).RootElement.GetProperty("outcome").GetString()));
        }
    }

    [Fact]
    public async Task Serve_Sigterm_EndsEverythingItStarted()
    {
        string model = Tier.Shared("models", Model);
        using TempFolder folder = new();
        await LaminaProgram.RunAsync("split", model, "--at", await CutAtAsync(model, 0.5), "-o", folder["plan"]);
        (LaminaProgram server, Uri address) = await LaminaProgram.ServeAsync(folder["plan"], "--tee", "simulated", "--accept-verdict", "unjudged", "--listen", "127.0.0.1:0");
        await using (server)
        {
            (int code, _) = await server.TerminateAsync();
            Assert.Equal(0, code);
        }

        // Every program that was started had the plan's folder on its command line.
        IEnumerable<string> left = Directory.EnumerateDirectories("/proc")
            .Where(process => int.TryParse(Path.GetFileName(process), out _))
            .Select(process => Path.Combine(process, "cmdline"))
            .Where(file => ReadOrEmpty(file).Contains(folder.Path, StringComparison.Ordinal));
        Assert.Empty(left);
        using HttpClient http = new();
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri(address, "/health/live")));
    }

    private static string ReadOrEmpty(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return ""; // the process has ended
        }
    }

    private static async Task WritePolicyAsync(Uri address, TempFolder folder)
    {
        (int code, _, string talk) = await LaminaProgram.RunAsync("attest", "get", "--server", address.ToString(), "-o", folder["evidence.json"]);
        Assert.True(code == 0, talk);
        (code, _, talk) = await LaminaProgram.RunAsync("attest", "policy", folder["evidence.json"], "-o", folder["policy.json"]);
        Assert.True(code == 0, talk);
    }

    private static async Task<string> CutAtAsync(string model, double depth)
    {
        (int code, string output, string talk) = await LaminaProgram.RunAsync("inspect", model, "--json");
        Assert.True(code == 0, talk);
        JsonElement[] cuts = [.. JsonDocument.Parse(output).RootElement.GetProperty("cuts").EnumerateArray()];
        return cuts[(int)(cuts.Length * depth)].GetProperty("tensors")[0].GetString()!;
    }

    private static string[] Photographs(int count) =>
        [.. Directory.EnumerateFiles(Tier.Shared("data", "imagenet-sample"), "*.JPEG", SearchOption.AllDirectories).Order().Take(count)];

    private static float[] Run(Session whole, string model, string photograph)
    {
        PicturePreprocessor preprocessor = new(PreprocessingFile.Read(PreprocessingFile.PathBeside(model)).Preprocessing);
        using TensorBuffer input = TensorBuffer.Allocate(Onnx.ElementType.Float, preprocessor.Shape);
        preprocessor.Apply(PictureDecoder.Load(photograph), input.Values<float>());
        using TensorDictionary outputs = whole.Run(new Dictionary<string, TensorBuffer> { [whole.Inputs[0].Name] = input });
        return outputs[whole.Outputs[0].Name].Values<float>().ToArray();
    }
}
