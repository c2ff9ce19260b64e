using System.Collections.Immutable;
using Lamina.Onnx;
using Lamina.Onnx.Cuts;
using Lamina.Onnx.Splitting;
using Lamina.Onnx.Text;
using Lamina.Planning.Profiling;
using Lamina.Plans.Measured;
using Lamina.Testing;

namespace Lamina.Planning.Tests.Profiling;

public sealed class CutFilesTests
{
    private const string Net = "net (float[N,4] x) => (float[N,4] y) { a = Relu(x) b = Neg(a) c = Add(a, b) y = Sigmoid(c) }";

    [Fact]
    public void TryWrite_AtACut_WritesWhatTheProfilerAndTheWorkerLoad()
    {
        using TempFolder folder = new();
        using OnnxModel model = GraphText.Parse(Net);
        Assert.True(CutFiles.TryWrite(model, new byte[32], new SplitRequest { Cut = ["a"], TailCut = ["c"] }, folder["0"], out CutFiles? files, out _));
        Assert.All([files.Cut.HeadPath, files.Cut.TailPath!, files.BodyPath, files.HandoffPath], path => Assert.True(File.Exists(path)));
        using OnnxModel handoff = OnnxModel.Open(files.HandoffPath);
        Assert.Equal(["a"], handoff.Graph.Inputs.Select(input => input.Name));
        Assert.Equal((files.Cut.BodyModel, files.Cut.HandoffModel), CutFiles.Names(new byte[32], new SplitRequest { Cut = ["a"], TailCut = ["c"] }));
    }

    [Fact]
    public void TryWrite_NoCut_SaysWhyAndWritesNothing()
    {
        using TempFolder folder = new();
        using OnnxModel model = GraphText.Parse(Net);
        Assert.False(CutFiles.TryWrite(model, new byte[32], new SplitRequest { Cut = ["b"] }, folder["0"], out _, out CutRefusal? refusal));
        Assert.Equal(CutRefusalReason.Bypassed, refusal.Reason);
        Assert.False(Directory.Exists(folder["0"]));
    }

    [Fact]
    public void Names_OfAnotherModelCutOrTail_Differ()
    {
        SplitRequest cut = new() { Cut = ["a"] };
        string[] names =
        [
            CutFiles.Names(new byte[32], cut).Body,
            CutFiles.Names([1, .. new byte[31]], cut).Body,
            CutFiles.Names(new byte[32], new SplitRequest { Cut = ["c"] }).Body,
            CutFiles.Names(new byte[32], new SplitRequest { Cut = ["a"], TailCut = ["c"] }).Body,
            CutFiles.Names(new byte[32], new SplitRequest { Cut = ["a", "c"] }).Body,
        ];
        Assert.Equal(names.Length, names.Distinct().Count());
    }

    [Fact]
    public void Csv_QuotesWhatNeedsIt_AndKeepsTheOrder()
    {
        CostRow row = RoundTimes.Row(["t,1", "u\"2"], [new RoundTimes(1, 7, 0, 8, 2)], 123);
        string[] lines = ProfileCsv.Write([("a,b", row), ("c", row with { Tensors = ImmutableArray.Create("c") })], 9.5).Split("\r\n");
        Assert.Equal(4, lines.Length);
        Assert.Equal(19, lines[0].Split(',').Length);
        Assert.Equal("\"a,b\",\"t,1 u\"\"2\",1,1,1,2,2,2,5,5,5,0,0,0,8,8,8,9.5,123", lines[1]);
        Assert.StartsWith("c,c,1,", lines[2], StringComparison.Ordinal);
    }
}
