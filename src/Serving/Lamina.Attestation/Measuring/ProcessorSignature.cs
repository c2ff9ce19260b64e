using System.Globalization;

namespace Lamina.Attestation.Measuring;

/// <summary>CPUID signatures (function 1, EAX) of the processor models that QEMU knows; the first state of a processor holds one.</summary>
public static class ProcessorSignature
{
    /// <summary>QEMU's <c>EPYC</c>: family 23, model 1, stepping 2.</summary>
    public const uint Epyc = 0x800F12;

    private static readonly Dictionary<string, uint> Models = new(StringComparer.OrdinalIgnoreCase)
    {
        ["EPYC"] = Epyc,
        ["EPYC-IBPB"] = Epyc,
        ["EPYC-Rome"] = 0x830F10,
        ["EPYC-Milan"] = 0xA00F11,
        ["EPYC-Genoa"] = 0xA10F10,
        ["EPYC-Turin"] = 0xB00F00,
    };

    /// <summary>Names that <see cref="TryParse"/> takes, without a version such as <c>-v4</c>.</summary>
    public static IReadOnlyCollection<string> Names => Models.Keys;

    /// <summary>Reads a name, with or without a version, or a signature such as <c>0x800f12</c>.</summary>
    public static bool TryParse(string? text, out uint signature)
    {
        signature = 0;
        if (text is null) return false;
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)) return uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out signature);
        int version = text.LastIndexOf("-v", StringComparison.OrdinalIgnoreCase);
        bool versioned = version > 0 && int.TryParse(text.AsSpan(version + 2), NumberStyles.None, CultureInfo.InvariantCulture, out _);
        return Models.TryGetValue(versioned ? text[..version] : text, out signature);
    }
}
