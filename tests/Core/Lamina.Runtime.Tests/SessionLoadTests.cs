using Lamina.Onnx;
using Lamina.Testing;

namespace Lamina.Runtime.Tests;

public sealed class SessionLoadTests
{
    [Fact]
    public void Load_Bytes_TellsInputsAndOutputs()
    {
        using Session session = Session.Load(Graphs.Add);
        TensorSpec input = Assert.Single(session.Inputs);
        Assert.Equal(("x", ElementType.Float), (input.Name, input.Type));
        Assert.Equal([-1L, 3L], input.Shape);
        Assert.Equal(["N", null], input.Symbols);
        Assert.Equal("z float ?x3", Assert.Single(session.Outputs).ToString());
    }

    [Fact]
    public void Load_Path_RunsTheSame()
    {
        using TempFolder folder = new();
        File.WriteAllBytes(folder["m.onnx"], Graphs.AddExternal);
        File.WriteAllBytes(folder["weights.bin"], Bytes(1, 2, 3));
        using Session session = Session.Load(folder["m.onnx"]);
        Assert.Equal([11f, 22f, 33f], RunAdd(session));
    }

    [Fact]
    public void Load_ExternalDataFromMemory_IsUsed()
    {
        Dictionary<string, ReadOnlyMemory<byte>> files = new() { ["weights.bin"] = Bytes(4, 5, 6) };
        using Session session = Session.Load(Graphs.AddExternal, externalFiles: files);
        Assert.Equal([14f, 25f, 36f], RunAdd(session));
    }

    [Fact]
    public void Load_BytesWithExternalDataOnDisk_IsRefused()
    {
        // Without care ONNX Runtime reads it from the working directory, which is the host's, not the one that was hashed.
        string file = Path.GetFullPath("weights.bin");
        File.WriteAllBytes(file, Bytes(1, 2, 3));
        try
        {
            InferenceException refusal = Assert.Throws<InferenceException>(() => Session.Load(Graphs.AddExternal));
            Assert.Equal("The model cannot be loaded: its external data 'weights.bin' was not given.", refusal.Message);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Load_ExternalDataTooShort_IsRefused()
    {
        Dictionary<string, ReadOnlyMemory<byte>> files = new() { ["weights.bin"] = Bytes(4, 5) };
        InferenceException refusal = Assert.Throws<InferenceException>(() => Session.Load(Graphs.AddExternal, externalFiles: files));
        AssertOneSentence(refusal, InferenceFailure.ModelUnusable);
    }

    public static TheoryData<string, byte[]> Unusable => new()
    {
        { "No graph was found", [] },
        { "protobuf parsing failed", "no model at all"u8.ToArray() },
        { "protobuf parsing failed", Graphs.Add[..^9] },
        { "No Op registered for Nonsense", TinyOnnx.Model(TinyOnnx.Graph(TinyOnnx.Node("Nonsense", "x", "z"), TinyOnnx.Input("x", ElementType.Float, 1), TinyOnnx.Output("z", ElementType.Float, 1))) },
        { "Type 'tensor(float)' of input parameter (x) of operator (Not)", TinyOnnx.Model(TinyOnnx.Graph(TinyOnnx.Node("Not", "x", "z"), TinyOnnx.Input("x", ElementType.Float, 1), TinyOnnx.Output("z", ElementType.Bool, 1))) },
        { "Opset 900 is under development", TinyOnnx.Model(TinyOnnx.Graph(TinyOnnx.Node("Relu", "x", "z"), TinyOnnx.Input("x", ElementType.Float, 1), TinyOnnx.Output("z", ElementType.Float, 1)), opset: 900) },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public void Load_UnusableModel_IsRefusedInOneSentence(string said, byte[] model)
    {
        InferenceException refusal = Assert.Throws<InferenceException>(() => Session.Load(model));
        Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
        AssertOneSentence(refusal, InferenceFailure.ModelUnusable);
    }

    [Fact]
    public void Load_MissingFile_IsRefused()
    {
        InferenceException refusal = Assert.Throws<InferenceException>(() => Session.Load("/nowhere/m.onnx"));
        Assert.Equal("The model '/nowhere/m.onnx' does not exist.", refusal.Message);
    }

    [Fact]
    public void RunAndShrink_Tensors_ComputesAsRunDoesAndRefusesTheSame()
    {
        using Session session = Session.Load(Graphs.Add);
        using TensorBuffer x = TensorBuffer.Copy<float>([1, 2, 3], 1, 3);
        using TensorBuffer once = TensorBuffer.Allocate(ElementType.Float, 1, 3);
        using TensorBuffer again = TensorBuffer.Allocate(ElementType.Float, 1, 3);
        session.Run(new Dictionary<string, TensorBuffer> { ["x"] = x }, new Dictionary<string, TensorBuffer> { ["z"] = once }, TestContext.Current.CancellationToken);
        session.RunAndShrink(new Dictionary<string, TensorBuffer> { ["x"] = x }, new Dictionary<string, TensorBuffer> { ["z"] = again }, TestContext.Current.CancellationToken);
        Assert.Equal(once.Bytes.ToArray(), again.Bytes.ToArray());
        Assert.True(again.Bytes.IndexOfAnyExcept((byte)0) >= 0);

        Assert.Throws<InferenceException>(() => session.RunAndShrink(new Dictionary<string, TensorBuffer> { ["y"] = x }, new Dictionary<string, TensorBuffer> { ["z"] = again }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Load_FaultySettings_NamesAllFaults()
    {
        SessionSettings settings = new()
        {
            Threads = new ThreadPolicy { ThreadsPerRun = 0, ConcurrentRuns = 5000 },
            Arena = false,
            ShrinkArenaAfterRun = true,
        };
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => Session.Load(Graphs.Add, settings));
        Assert.Contains("threads per run is 0", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("concurrent runs is 5000", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("the arena is off", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cuda")]
    [InlineData("CUDAExecutionProvider")]
    [InlineData("nonsense")]
    public void Load_MissingProvider_SaysWhatIsHere(string name)
    {
        SessionSettings settings = new() { Provider = new ExecutionProvider { Name = name } };
        InferenceException refusal = Assert.Throws<InferenceException>(() => Session.Load(Graphs.Add, settings));
        Assert.Equal(InferenceFailure.ProviderMissing, refusal.Failure);
        Assert.Contains($"'{name}' is not part of the ONNX Runtime library here, which has ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("cpu", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ProviderLibrary_ThatIsNone_IsRefused()
    {
        using TempFolder folder = new();
        File.WriteAllText(folder["libmine.so"], "not a library");
        foreach (string path in new[] { folder["absent.so"], folder["libmine.so"] })
        {
            SessionSettings settings = new() { Provider = new ExecutionProvider { Name = "mine", Library = path } };
            AssertOneSentence(Assert.Throws<InferenceException>(() => Session.Load(Graphs.Add, settings)), InferenceFailure.ProviderMissing);
        }
    }

    [Theory]
    [InlineData(GraphOptimization.None)]
    [InlineData(GraphOptimization.Basic)]
    [InlineData(GraphOptimization.Extended)]
    [InlineData(GraphOptimization.All)]
    public void Load_AnySettings_GiveTheSameResult(GraphOptimization optimization)
    {
        foreach (Spinning spinning in Enum.GetValues<Spinning>())
        {
            using Session session = Session.Load(Graphs.Add, new SessionSettings
            {
                Optimization = optimization,
                Deterministic = true,
                Arena = optimization != GraphOptimization.None,
                ShrinkArenaAfterRun = optimization == GraphOptimization.All,
                Threads = ThreadPolicy.Latency(2) with { Spinning = spinning },
            });
            Assert.Equal([11f, 22f, 33f], RunAdd(session));
        }
    }

    private static byte[] Bytes(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static float[] RunAdd(Session session)
    {
        using TensorBuffer x = TensorBuffer.Copy<float>([10, 20, 30], 1, 3);
        using TensorDictionary outputs = session.Run(Graphs.One("x", x));
        return outputs["z"].Values<float>().ToArray();
    }

    private static void AssertOneSentence(InferenceException refusal, InferenceFailure failure)
    {
        Assert.Equal(failure, refusal.Failure);
        Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ErrorCode", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("onnxruntime::", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(".cc:", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(". ", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", refusal.Message, StringComparison.Ordinal);
    }
}
