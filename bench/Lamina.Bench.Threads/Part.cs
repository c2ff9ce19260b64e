using Lamina.Runtime;

namespace Lamina.Bench.Threads;

/// <summary>A graph with buffers for one picture per client, ready to run.</summary>
internal sealed class Part : IDisposable
{
    private readonly Session _session;
    private readonly Dictionary<string, TensorBuffer>[] _inputs;

    public Part(string path, ThreadPolicy threads, RunGate? gate = null)
    {
        _session = Session.Load(path, new SessionSettings { Threads = threads, Gate = gate });
        _inputs = [.. Enumerable.Range(0, threads.ConcurrentRuns).Select(_ => _session.Inputs.ToDictionary(
            input => input.Name,
            input => TensorBuffer.Allocate(input.Type, [.. input.Shape.Select(length => Math.Max(1, length))])))];
        for (int client = 0; client < _inputs.Length; client++)
        {
            Run(client);
        }
    }

    public void Run(int client) => _session.Run(_inputs[client]).Dispose();

    public void Dispose()
    {
        _session.Dispose();
        foreach (TensorBuffer buffer in _inputs.SelectMany(inputs => inputs.Values))
        {
            buffer.Dispose();
        }
    }
}
