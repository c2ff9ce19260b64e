using System.Diagnostics;
using Lamina.OpenInference;
using Lamina.OpenInference.Client;
using Lamina.Runtime;

namespace Lamina.Planning.Profiling;

/// <summary>A cut's head and tail, loaded and warm, with an input of zeros: the kernels of these networks take the same time for any numbers but denormal ones.</summary>
internal sealed class LoadedCut : IDisposable
{
    private readonly Session _head;
    private readonly Session? _tail;
    private readonly Dictionary<string, TensorBuffer> _input;
    private readonly OipClient _worker;
    private readonly string[] _sent;

    private LoadedCut(ProfileCut cut, ThreadPolicy threads, RunGate gate, OipClient worker)
    {
        Cut = cut;
        _worker = worker;
        _sent = [.. cut.Tensors, .. cut.ShapeTensors];
        SessionSettings settings = new() { Threads = threads, Gate = gate };
        _head = Session.Load(cut.HeadPath, settings);
        try
        {
            _tail = cut.TailPath is null ? null : Session.Load(cut.TailPath, settings);
            _input = Zeros(_head);
        }
        catch
        {
            _head.Dispose();
            _tail?.Dispose();
            throw;
        }
    }

    public ProfileCut Cut { get; }

    /// <summary>What the process grew by when head and tail were loaded and had run.</summary>
    public long HeadMemoryBytes { get; private set; }

    public static LoadedCut Load(ProfileCut cut, ThreadPolicy threads, RunGate gate, OipClient worker)
    {
        LoadedCut? loaded = null;
        try
        {
            long growth = ResidentMemory.Growth(() =>
            {
                loaded = new LoadedCut(cut, threads, gate, worker);
                loaded.RunOnce();
            });
            loaded!.HeadMemoryBytes = growth;
            return loaded;
        }
        catch
        {
            loaded?.Dispose();
            throw;
        }
    }

    /// <summary>Inputs of zeros, one picture.</summary>
    public static Dictionary<string, TensorBuffer> Zeros(Session session) => session.Inputs.ToDictionary(
        input => input.Name,
        input => TensorBuffer.Allocate(input.Type, [.. input.Shape.Select(length => Math.Max(1, length))]));

    public static void Release(Dictionary<string, TensorBuffer> buffers)
    {
        foreach (TensorBuffer buffer in buffers.Values)
        {
            buffer.Dispose();
        }
    }

    /// <summary>One picture through all parts, then the same tensors to the hand-off model.</summary>
    /// <exception cref="ProfileException">The worker did not answer, or not what the tail takes.</exception>
    public async Task<RoundTimes> RunAsync(CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        using TensorDictionary exposed = _head.Run(_input, _sent, cancellation);
        double head = Since(start);

        long sent = Stopwatch.GetTimestamp();
        InferResponse answer = await AskAsync(Cut.BodyModel, exposed, cancellation).ConfigureAwait(false);
        double body = Since(sent);

        long returned = Stopwatch.GetTimestamp();
        if (_tail is not null)
        {
            RunTail(_tail, answer, cancellation);
        }

        double tail = _tail is null ? 0 : Since(returned);
        double total = Since(start);

        sent = Stopwatch.GetTimestamp();
        await AskAsync(Cut.HandoffModel, exposed, cancellation).ConfigureAwait(false);
        return new RoundTimes(head, body, tail, total, Since(sent));
    }

    public void Dispose()
    {
        _head.Dispose();
        _tail?.Dispose();
        Release(_input);
    }

    /// <summary>The arena keeps what a run needed, so one run is enough to see the memory.</summary>
    private void RunOnce()
    {
        _head.Run(_input).Dispose();
        if (_tail is not null)
        {
            Dictionary<string, TensorBuffer> zeros = Zeros(_tail);
            _tail.Run(zeros).Dispose();
            Release(zeros);
        }
    }

    private static double Since(long start) => Stopwatch.GetElapsedTime(start).TotalMilliseconds;

    private static void RunTail(Session tail, InferResponse answer, CancellationToken cancellation)
    {
        Dictionary<string, TensorBuffer> inputs = [];
        try
        {
            foreach (TensorSpec wanted in tail.Inputs)
            {
                InferTensor tensor = answer.Outputs.FirstOrDefault(output => output.Name == wanted.Name)
                    ?? throw new ProfileException($"The worker's answer lacks '{wanted.Name}', which the tail takes.");
                inputs.Add(wanted.Name, WireTensors.FromWire(wanted, tensor));
            }

            tail.Run(inputs, cancellation: cancellation).Dispose();
        }
        finally
        {
            Release(inputs);
        }
    }

    private async Task<InferResponse> AskAsync(string model, TensorDictionary tensors, CancellationToken cancellation)
    {
        InferRequest request = new() { ModelName = model, Inputs = [.. tensors.Select(pair => WireTensors.ToWire(pair.Key, pair.Value))] };
        OipReply<InferResponse> reply = await _worker.InferAsync(request, cancellation).ConfigureAwait(false);
        return reply.Succeeded(out InferResponse? answer)
            ? answer
            : throw new ProfileException($"The worker at {_worker.Address} did not run '{model}' ({reply.Failure}): {reply.UntrustedText}");
    }
}
