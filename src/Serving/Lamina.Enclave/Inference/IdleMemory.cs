using Lamina.Enclave.Http;
using Lamina.Enclave.Loading;
using Lamina.Plans;
using Lamina.Runtime;

namespace Lamina.Enclave.Inference;

/// <summary>
/// Gives memory back once no request has come for a while: what ONNX Runtime keeps of its last runs, tensor buffers kept for the next, what the collector keeps for new objects. An
/// enclave's memory is dear, and what is given back holds nothing of anybody's input. The next request has to ask the system for it again.
/// </summary>
internal sealed class IdleMemory : IAsyncDisposable
{
    /// <summary>Without a request for this long, and at most twice as long, memory is given back.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(0.75);

    private readonly LoadedPlan _loaded;
    private readonly TensorPool _buffers;
    private readonly Admission _admission;
    private readonly ITimer _timer;
    private readonly Lock _one = new();
    private long _seen;
    private long _givenBack;

    /// <param name="loaded">Whose head and tail are run once; must outlive this.</param>
    /// <param name="buffers">Where their tensors come from; must outlive this.</param>
    /// <param name="admission">Knows of every request.</param>
    /// <param name="time">The clock.</param>
    public IdleMemory(LoadedPlan loaded, TensorPool buffers, Admission admission, TimeProvider time)
    {
        (_loaded, _buffers, _admission) = (loaded, buffers, admission);
        _timer = time.CreateTimer(static state => ((IdleMemory)state!).Look(), this, Period, Period);
    }

    /// <summary>How often all of it was given back: a model that does not bear zeros keeps its arena.</summary>
    public int Times { get; private set; }

    /// <summary>Stops looking; returns when nothing is being given back any more.</summary>
    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Look()
    {
        if (!_one.TryEnter())
        {
            return;
        }

        try
        {
            long ended = _admission.Ended;
            bool idle = _admission.Inside == 0 && ended == _seen;
            _seen = ended;
            if (idle && ended != _givenBack)
            {
                _givenBack = ended;
                GiveBack();
            }
        }
        finally
        {
            _one.Exit();
        }
    }

    private void GiveBack()
    {
        try
        {
            Shrink(_loaded.Head, _loaded.Plan.Head);
            if (_loaded.Tail is { } tail)
            {
                Shrink(tail, _loaded.Plan.Tail!);
            }

            Times++;
        }
        catch (Exception refused) when (refused is InferenceException or OutOfMemoryException)
        {
            // Zeros need not be an input that this model bears, and memory may be what is missing. It stays as it was; requests do not notice.
        }

        _buffers.Trim();
        FreeMemory.GiveBack();
    }

    /// <summary>ONNX Runtime gives back only at the end of a run: one on zeros.</summary>
    private void Shrink(Session session, PlanPart part)
    {
        using OwnedTensors inputs = new(part.Inputs, _buffers);
        using OwnedTensors outputs = new(part.Outputs, _buffers);
        session.RunAndShrink(inputs, outputs);
    }
}
