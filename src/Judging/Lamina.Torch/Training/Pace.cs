namespace Lamina.Torch.Training;

/// <summary>Speed since the start of this run, and what it says of the rest.</summary>
internal sealed class Pace(TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private long _images;

    /// <summary>Pictures a second.</summary>
    public double PerSecond => _images / Math.Max(1e-9, time.GetElapsedTime(_started).TotalSeconds);

    /// <summary>Counts pictures.</summary>
    public void Add(int images) => _images += images;

    /// <summary>Time that so many more pictures take.</summary>
    public TimeSpan TimeFor(long images) => TimeSpan.FromSeconds(Math.Min(1e9, Math.Max(0, images) / Math.Max(1e-3, PerSecond)));
}
