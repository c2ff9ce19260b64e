namespace Lamina.Images.Figures;

/// <summary>How a number in 0..1 becomes a colour.</summary>
public enum ColourMap
{
    /// <summary>Dark violet over green to yellow: even steps look even, also in print and to colour-blind eyes.</summary>
    Viridis,

    /// <summary>Black to white.</summary>
    Grey,
}

/// <summary>Tables of 256 colours.</summary>
internal static class ColourMaps
{
    /// <summary>Ten evenly spaced colours of Matplotlib's viridis; between them is interpolated.</summary>
    private static readonly int[] ViridisAnchors =
        [0x440154, 0x482878, 0x3E4989, 0x31688E, 0x26828E, 0x1F9E89, 0x35B779, 0x6ECE58, 0xB5DE2B, 0xFDE725];

    private static readonly byte[] Viridis = Interpolate(ViridisAnchors);
    private static readonly byte[] Grey = Interpolate([0x000000, 0xFFFFFF]);

    /// <summary>The three bytes of a value; what is no number counts as 0.</summary>
    public static ReadOnlySpan<byte> Colour(ColourMap map, float value)
    {
        int level = float.IsNaN(value) ? 0 : (int)(Math.Clamp(value, 0, 1) * 255);
        return (map == ColourMap.Grey ? Grey : Viridis).AsSpan(level * 3, 3);
    }

    private static byte[] Interpolate(int[] anchors)
    {
        byte[] table = new byte[256 * 3];
        for (int level = 0; level < 256; level++)
        {
            double at = level / 255.0 * (anchors.Length - 1);
            int lower = Math.Min((int)at, anchors.Length - 2);
            for (int channel = 0; channel < 3; channel++)
            {
                int shift = 16 - (8 * channel);
                double from = (anchors[lower] >> shift) & 0xFF;
                double to = (anchors[lower + 1] >> shift) & 0xFF;
                table[(level * 3) + channel] = (byte)Math.Round(from + ((to - from) * (at - lower)));
            }
        }

        return table;
    }
}
