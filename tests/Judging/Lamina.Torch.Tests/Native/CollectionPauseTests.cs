using Lamina.Torch.Native;

namespace Lamina.Torch.Tests.Native;

/// <summary>A pause must not cost memory that grows with the number of steps.</summary>
public sealed class CollectionPauseTests : NeedsTorch
{
    private const int Batch = 3 << 20;
    private const int Kept = 100_000;

    [Fact]
    public void Renew_BatchesBesideArraysThatLiveOn_LeavesNoHolesBehind()
    {
        Queue<byte[]> living = new();
        using (CollectionPause pause = CollectionPause.Begin())
        {
            for (int step = 0; step < 600; step++)
            {
                // What lives for some pauses lies between batches that are gone at once.
                living.Enqueue(new byte[Kept]);
                GC.KeepAlive(new byte[Batch]);
                if (living.Count > 200)
                {
                    living.Dequeue();
                }

                pause.Renew();
            }
        }

        long holes = GC.GetGCMemoryInfo(GCKind.FullBlocking).FragmentedBytes;
        Assert.True(holes < 50L << 20, $"{holes} bytes of the collector's heap are holes");
        Assert.Equal(200, living.Count);
    }
}
