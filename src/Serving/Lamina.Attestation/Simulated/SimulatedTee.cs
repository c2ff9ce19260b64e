using System.Security.Cryptography;
using System.Text;

namespace Lamina.Attestation.Simulated;

/// <summary>
/// The stand-in for a TEE, for development. It has the shape of the real kinds (a root endorses a key, the key signs a
/// report), but the root's private key is published right here, so its evidence proves nothing about any machine.
/// </summary>
public static class SimulatedTee
{
    /// <summary>Travels inside every evidence of this kind, is shown with every result, and must be written out in a policy that accepts it.</summary>
    public const string Warning = "SIMULATED TEE: no hardware protects this program; whoever runs the machine can read everything";

    /// <summary>Whoever can read this can make the root: that is the point.</summary>
    private const string RootSeed = "lamina insecure simulated root, private key published on purpose";

    private static readonly ECParameters RootKey = DeriveRoot();

    /// <summary>The insecure root with its private key. The caller disposes it.</summary>
    internal static ECDsa OpenRoot() => ECDsa.Create(RootKey);

    /// <summary>A fixed private scalar: the seed's SHA-256, which lies below P-256's order as the first byte shows.</summary>
    private static ECParameters DeriveRoot()
    {
        byte[] scalar = SHA256.HashData(Encoding.ASCII.GetBytes(RootSeed));
        scalar[0] &= 0x7F; // P-256's order starts with 0xFF: half of it is always below
        using ECDsa root = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar });
        return root.ExportParameters(includePrivateParameters: true);
    }
}
