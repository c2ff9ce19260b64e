namespace Lamina.Runtime;

/// <summary>
/// Whether a session's idle threads burn their core while they wait for work. Spinning saves some tens of microseconds per
/// operator and costs every other session on the machine the cores it spins on.
/// </summary>
public enum Spinning
{
    /// <summary>Spin between the operators of a run, stop when the session's last run ends. The default: as fast as <see cref="Always"/> for one session, harmless to others.</summary>
    UntilRunEnds,

    /// <summary>Never spin. Slower runs; for machines whose cores are shared with work of others.</summary>
    Never,

    /// <summary>ONNX Runtime's own default. Only for a process that has one session and the machine to itself.</summary>
    Always,
}
