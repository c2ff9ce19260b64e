using Lamina.Protocol.Gateway;

namespace Lamina.Enclave.Hosting;

/// <summary>
/// Keys end when time passes, and time passes for them only when they are asked: this asks, so that an idle enclave wipes what has ended.
/// </summary>
internal sealed class KeyWatch : IAsyncDisposable
{
    /// <summary>How long a key that has ended may lie in memory at most.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly ITimer _timer;

    /// <param name="keys">The keys; must outlive this.</param>
    /// <param name="time">The clock.</param>
    public KeyWatch(RequestKeys keys, TimeProvider time) => _timer = time.CreateTimer(static state => _ = ((RequestKeys)state!).Published, keys, Period, Period);

    /// <summary>Stops asking; returns when nobody asks any more.</summary>
    public ValueTask DisposeAsync() => _timer.DisposeAsync();
}
