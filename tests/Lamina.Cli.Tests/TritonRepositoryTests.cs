using Lamina.Cli.CommandLine;
using Lamina.Cli.Split;
using Lamina.Onnx;
using Lamina.Onnx.Building;
using Lamina.Testing;

namespace Lamina.Cli.Tests;

public sealed class TritonRepositoryTests
{
    [Fact]
    public void Configuration_NamesTypesAndWholeShapes_WithEscapesAndScalars()
    {
        GraphBuilder graph = new("g");
        string x = graph.Input("b\"lock/1:0", ElementType.Float16, "N", 3, 4);
        string n = graph.Input("n", ElementType.Int64);
        graph.Output(graph.Node("Relu", [x], "y\u00e9"), ElementType.Float16, "N", 3, 4);
        graph.Output(graph.Node("Abs", [n], "m"), ElementType.Int64);
        using OnnxModel model = graph.Build();
        string[] lines = [.. TritonRepository.Configuration("body-1", model.Graph).Split('\n').Where(line => !line.StartsWith('#'))];
        Assert.Equal(
            [
                "name: \"body-1\"",
                "backend: \"onnxruntime\"",
                "max_batch_size: 0",
                "input [",
                "  { name: \"b\\\"lock/1:0\" data_type: TYPE_FP16 dims: [ -1, 3, 4 ] },",
                "  { name: \"n\" data_type: TYPE_INT64 dims: [ 1 ] reshape: { shape: [ ] } }",
                "]",
                "output [",
                "  { name: \"y\\303\\251\" data_type: TYPE_FP16 dims: [ -1, 3, 4 ] },",
                "  { name: \"m\" data_type: TYPE_INT64 dims: [ 1 ] reshape: { shape: [ ] } }",
                "]",
                "",
            ],
            lines);
    }

    [Fact]
    public void Add_TensorThatTritonCannotBeTold_IsRefusedAndNothingIsWritten()
    {
        GraphBuilder graph = new("g");
        string x = graph.Input("x", ElementType.Complex64, 3);
        graph.Output(graph.Node("Identity", [x], "y"), ElementType.Complex64, 3);
        using OnnxModel model = graph.Build();
        using TempFolder folder = new();
        Assert.Equal(5, Assert.Throws<CommandFailure>(() => TritonRepository.Add(folder["models"], "m", model)).ExitCode);
        Assert.False(Directory.Exists(folder["models"]));
    }
}
