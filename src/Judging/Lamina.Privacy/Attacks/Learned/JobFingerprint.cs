using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Attacks.Learned;

/// <summary>Tells one job's checkpoint from another's: settings, seed, images, and through the features of some of them the head's weights.</summary>
internal static class JobFingerprint
{
    /// <summary>The picture a search starts from; nothing without one.</summary>
    public static string Of(UnitImage? start) => start is null ? "" : Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(start.Values)))[..16];

    /// <summary>A victim by its features.</summary>
    public static string Of(FeatureSet victim)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (FeatureMap map in victim.Maps)
        {
            hash.AppendData(MemoryMarshal.AsBytes(map.Values.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    /// <summary>A job.</summary>
    public static string Of(string attack, string settings, AttackTarget target, AdversaryData data, string what, long seed)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (UnitImage image in data.Training.Concat(data.Validation))
        {
            hash.AppendData(MemoryMarshal.AsBytes(image.Values));
        }

        foreach (FeatureMap map in data.Validation.Take(2).SelectMany(image => target.Exact(image).Maps))
        {
            hash.AppendData(MemoryMarshal.AsBytes(map.Values.AsSpan()));
        }

        string digest = Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
        return $"{attack} of {string.Join(", ", target.Tensors)}; {what}; seed {seed}; {settings}; data {digest}";
    }
}
