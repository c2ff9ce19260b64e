namespace Lamina.Protocol.Gateway;

/// <summary>
/// Why a sealed request was not opened. For the enclave's own counters: all but <see cref="Size"/> look alike from outside.
/// </summary>
public enum RequestRefusal
{
    /// <summary>It was opened.</summary>
    None,

    /// <summary>No live key has this identifier, the key has ended, or the suite is not one it offers.</summary>
    Key,

    /// <summary>It was not sealed to this key, or changed on the way.</summary>
    Opening,

    /// <summary>It was opened before.</summary>
    Replay,

    /// <summary>Its length is not the one of the plan.</summary>
    Size,
}
