namespace Lamina.Attestation;

/// <summary>A platform that gives a program a key which only the same program on the same machine gets again.</summary>
public interface ISealingPlatform
{
    /// <summary>That key, 16 bytes, the caller's to wipe; null where the platform has none at hand. For SGX it is bound to MRENCLAVE and the machine.</summary>
    /// <exception cref="IOException">The platform's interface failed.</exception>
    byte[]? SealingKey();
}
