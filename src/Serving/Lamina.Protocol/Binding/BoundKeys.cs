using Lamina.Protocol.ObliviousHttp;

namespace Lamina.Protocol.Binding;

/// <summary>
/// A key list that report data was found to bind, with what it is bound to. Only <see cref="BindingVerifier"/> makes one,
/// so a request cannot be sealed to keys that nobody checked.
/// </summary>
public sealed class BoundKeys
{
    private readonly byte[] _planDigest;

    internal BoundKeys(KeyConfigList list, byte[] planDigest, ReadOnlyMemory<byte> plan, long notAfter, bool demanded)
    {
        List = list;
        _planDigest = planDigest;
        Plan = plan;
        NotAfter = notAfter;
        Demanded = demanded;
    }

    /// <summary>The keys.</summary>
    public KeyConfigList List { get; }

    /// <summary>SHA-256 of <see cref="Plan"/>.</summary>
    public ReadOnlyMemory<byte> PlanDigest => _planDigest;

    /// <summary>The exact bytes of the plan the keys are bound to.</summary>
    public ReadOnlyMemory<byte> Plan { get; }

    /// <summary>The second after which the keys are not to be used, since 1970-01-01 UTC.</summary>
    public long NotAfter { get; }

    /// <summary>False if they come from <see cref="BindingExpectation.Inspect"/>: good to look at, not to seal to.</summary>
    internal bool Demanded { get; }

    /// <summary>True if the keys have ended by a clock; verify anew then.</summary>
    public bool HasExpired(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return NotAfter <= time.GetUtcNow().ToUnixTimeSeconds();
    }
}
