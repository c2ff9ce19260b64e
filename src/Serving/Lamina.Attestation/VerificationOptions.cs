using System.Security.Cryptography.X509Certificates;

namespace Lamina.Attestation;

/// <summary>Whether a missing revocation list refuses.</summary>
public enum RevocationMode
{
    /// <summary>Every certificate needs its issuer's current list; a missing one refuses.</summary>
    Required,

    /// <summary>Revocation is not checked, and the steps say so. For samples without lists.</summary>
    None,
}

/// <summary>What the caller of a verification may change.</summary>
public sealed record VerificationOptions
{
    /// <summary>
    /// Default null: the policy's word counts, and without a policy revocation is required.
    /// <see cref="RevocationMode.None"/> never overrules a policy that requires it.
    /// </summary>
    public RevocationMode? Revocation { get; init; }

    /// <summary>Replaces the vendor's root. Default null: the roots of Intel and AMD that are built in.</summary>
    public X509Certificate2? TrustRoot { get; init; }
}
