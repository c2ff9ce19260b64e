using Lamina.Testing;
using Lamina.Worker.Tests.Process;

namespace Lamina.Worker.Tests.Triton;

public sealed class TritonClientTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task UnmodifiedTritonClient_AllItsTransports_AreServed()
    {
        string python = await TritonPython.FindAsync();
        string[] args = ["--model", TinyModels.Add(_folder["add.onnx"]), "--model", TinyModels.EveryType(_folder["types.onnx"]), "--listen", "127.0.0.1:0"];
        await using WorkerProcess worker = await WorkerProcess.StartAsync(args);
        (int code, string text) = await TritonPython.RunAsync(python, TritonPython.Script("worker.py"), worker.Addresses[0]);
        Assert.True(code == 0, text);
        Assert.Matches(@"passed \d{2,}", text);
    }
}
