namespace Lamina.Enclave.Workers;

/// <summary>What a call tells about a worker.</summary>
internal enum CallEnd
{
    /// <summary>It answered what can be used.</summary>
    Good,

    /// <summary>No connection, or it broke: the worker is gone. Asking whether it is back costs nothing.</summary>
    Unreachable,

    /// <summary>No answer in time: stuck, or only busy.</summary>
    Slow,

    /// <summary>It refused, failed, or answered something that cannot be used.</summary>
    Wrong,
}
