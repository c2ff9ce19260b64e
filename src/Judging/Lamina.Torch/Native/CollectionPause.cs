using System.Runtime;

namespace Lamina.Torch.Native;

/// <summary>
/// Holds the garbage collector off while tensors are computed. TorchSharp 0.107 hands numbers (<c>x * 0.5</c>, Adam's epsilon) to
/// libtorch as native objects with a finalizer and does not keep them alive during the call: a collection that another thread
/// triggers in that moment frees the number while it is read, which fails or, worse, computes with another number.
/// </summary>
/// <remarks>
/// Collections happen in <see cref="Renew"/> instead, between steps. One pause at a time in a process; further ones rely on the first.
/// If others allocate more than the budget between two calls the collector runs all the same.
/// </remarks>
public sealed class CollectionPause : IDisposable
{
    private const long Budget = 240L << 20;
    private const long RenewAfter = Budget / 2;

    private static int s_held;

    private readonly bool _owner;
    private long _allocated;

    private CollectionPause(bool owner) => _owner = owner;

    /// <summary>Begins; the current thread must not be inside a computation.</summary>
    public static CollectionPause Begin()
    {
        var pause = new CollectionPause(Interlocked.CompareExchange(ref s_held, 1, 0) == 0);
        pause.Start();
        return pause;
    }

    /// <summary>To be called between steps: collects and goes on once half of the budget is used.</summary>
    public void Renew()
    {
        if (_owner && (GC.GetTotalAllocatedBytes() - _allocated > RenewAfter || GCSettings.LatencyMode != GCLatencyMode.NoGCRegion))
        {
            End();

            // Large arrays too are moved together and what is free given back: else every pause takes fresh memory beside what still lives in the old, 5 MB a step
            // in a training of EfficientNet-B0, ten gigabytes after an hour.
            GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            Start();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_owner)
        {
            End();
            Volatile.Write(ref s_held, 0);
        }
    }

    private void Start()
    {
        if (_owner)
        {
            _allocated = GC.GetTotalAllocatedBytes();
            GC.TryStartNoGCRegion(Budget);
        }
    }

    private static void End()
    {
        if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
        {
            try
            {
                GC.EndNoGCRegion();
            }
            catch (InvalidOperationException)
            {
                // The budget was exceeded between the question and the call: the pause had ended already.
            }
        }
    }
}
