using System.Runtime.InteropServices;
using Lamina.OpenInference;
using Lamina.Runtime;
using Lamina.Worker.Models;

namespace Lamina.Worker.Batching;

/// <summary>Runs a model once for one or several requests and cuts the result into their answers. Safe for use by many threads.</summary>
internal sealed class BatchRunner(LoadedModel model, ModelCounters counters, TimeProvider time) : IDisposable
{
    private readonly TensorPool _pool = new();

    /// <summary>Answers every request of the batch, whatever happens.</summary>
    public void Run(IReadOnlyList<PendingRequest> batch)
    {
        foreach (PendingRequest request in batch)
        {
            counters.Waited(request.Arrived);
        }

        try
        {
            Answer(batch);
        }
        catch (InferenceException) when (batch.Count > 1)
        {
            // One of them may be the cause: each for itself, so that it fails alone.
            foreach (PendingRequest request in batch)
            {
                RunAlone(request);
            }
        }
        catch (Exception failed)
        {
            foreach (PendingRequest request in batch)
            {
                End(request, failed);
            }
        }
    }

    public void Dispose()
    {
        model.Session.Dispose();
        _pool.Dispose();
    }

    private static OipFault Fault(InferenceException refused) =>
        new(refused.Failure == InferenceFailure.TensorRefused ? OipFaultKind.InvalidArgument : OipFaultKind.Internal, refused.Message);

    private void RunAlone(PendingRequest request)
    {
        try
        {
            Answer([request]);
        }
        catch (Exception failed)
        {
            // Whatever it was: those behind it still wait for their turn.
            End(request, failed);
        }
    }

    private static void End(PendingRequest request, Exception failed)
    {
        if (failed is InferenceException refused)
        {
            request.Complete(Fault(refused));
        }
        else
        {
            // The endpoint that waits for it logs it and answers that the server failed.
            request.Fail(failed);
        }
    }

    private void Answer(IReadOnlyList<PendingRequest> batch)
    {
        int rows = batch.Sum(request => request.Rows);
        long started = time.GetTimestamp();
        var inputs = new Dictionary<string, TensorBuffer>(model.Description.Inputs.Count);
        try
        {
            foreach (TensorDescription input in model.Description.Inputs)
            {
                inputs.Add(input.Name, batch.Count == 1 ? Show(Find(batch[0], input.Name)) : Join(batch, input.Name, rows));
            }

            long joined = time.GetTimestamp();
            using TensorDictionary outputs = model.Session.Run(inputs, Wanted(batch), batch.Count == 1 ? batch[0].Cancellation : default);
            long ran = time.GetTimestamp();
            InferResponse[] answers = [.. Cut(batch, outputs, rows)];
            counters.Ran(batch.Count, rows, started, joined, ran);
            foreach ((PendingRequest request, InferResponse answer) in batch.Zip(answers))
            {
                request.Complete(answer);
            }
        }
        catch (OperationCanceledException)
        {
            // Only a run of its own is given up with its request; whoever else is in the batch must not wait for nothing.
            foreach (PendingRequest request in batch)
            {
                request.Complete(new OipFault(OipFaultKind.Unavailable, "the request was given up by its sender"));
            }
        }
        finally
        {
            foreach (TensorBuffer buffer in inputs.Values)
            {
                buffer.Dispose();
            }
        }
    }

    private static InferTensor Find(PendingRequest request, string name) => request.Request.Inputs.First(input => input.Name == name);

    /// <summary>The request's own bytes where they are aligned, as they are in gRPC messages; else a copy.</summary>
    private TensorBuffer Show(InferTensor tensor)
    {
        bool aligned = MemoryMarshal.TryGetArray(tensor.Data, out ArraySegment<byte> segment) && segment.Offset % tensor.DataType.Size() == 0;
        if (aligned)
        {
            return TensorBuffer.Pin(TensorTypes.ToOnnx(tensor.DataType), segment, tensor.Shape);
        }

        TensorBuffer copy = _pool.Rent(TensorTypes.ToOnnx(tensor.DataType), tensor.Shape);
        tensor.Data.Span.CopyTo(copy.Bytes);
        return copy;
    }

    private TensorBuffer Join(IReadOnlyList<PendingRequest> batch, string name, int rows)
    {
        InferTensor first = Find(batch[0], name);
        TensorBuffer joined = _pool.Rent(TensorTypes.ToOnnx(first.DataType), [rows, .. first.Shape.AsSpan(1)]);
        Span<byte> target = joined.Bytes;
        foreach (PendingRequest request in batch)
        {
            ReadOnlySpan<byte> data = Find(request, name).Data.Span;
            data.CopyTo(target);
            target = target[data.Length..];
        }

        return joined;
    }

    /// <summary>Outputs that anyone in the batch asked for; null for all.</summary>
    private static List<string>? Wanted(IReadOnlyList<PendingRequest> batch) => batch.Any(request => request.Request.Outputs.Count == 0)
        ? null
        : [.. batch.SelectMany(request => request.Request.Outputs).Select(output => output.Name).Distinct()];

    private IEnumerable<InferResponse> Cut(IReadOnlyList<PendingRequest> batch, TensorDictionary outputs, int rows)
    {
        int row = 0;
        foreach (PendingRequest request in batch)
        {
            IEnumerable<string> names = request.Request.Outputs.Count > 0
                ? request.Request.Outputs.Select(output => output.Name)
                : model.Description.Outputs.Select(output => output.Name);
            yield return new InferResponse
            {
                ModelName = model.Description.Name,
                ModelVersion = model.Description.Versions[^1],
                Id = request.Request.Id,
                Outputs = [.. names.Select(name => Cut(name, outputs[name], row, request.Rows, rows, batch.Count == 1))],
            };
            row += request.Rows;
        }
    }

    private InferTensor Cut(string name, TensorBuffer output, int row, int rows, int all, bool whole)
    {
        DataType type = model.Description.Outputs.First(known => known.Name == name).DataType;
        if (whole)
        {
            return new InferTensor(name, type, output.Shape.ToArray(), output.Bytes.ToArray());
        }

        if (output.Shape.Length == 0 || output.Shape[0] != all)
        {
            throw new InferenceException(InferenceFailure.RunFailed, $"Output '{name}' has another first dimension than the {all} rows that ran.");
        }

        int bytes = output.Bytes.Length / all;
        return new InferTensor(name, type, [rows, .. output.Shape[1..]], output.Bytes.Slice(row * bytes, rows * bytes).ToArray());
    }
}
