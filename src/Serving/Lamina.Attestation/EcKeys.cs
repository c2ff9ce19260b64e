using System.Security.Cryptography;

namespace Lamina.Attestation;

/// <summary>Public keys as the evidence formats write them.</summary>
internal static class EcKeys
{
    /// <summary>A P-256 key from x and y, 32 big-endian bytes each; null if they are no point of the curve. The caller disposes it.</summary>
    public static ECDsa? FromRaw(ReadOnlySpan<byte> point)
    {
        if (point.Length != 64)
        {
            return null;
        }

        try
        {
            return ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = point[..32].ToArray(), Y = point[32..].ToArray() },
            });
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
