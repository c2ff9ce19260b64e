namespace Lamina.Privacy.Attacks.WhiteBox;

/// <summary>Which differences of neighbouring pixels the prior adds up.</summary>
public enum TotalVariationKind
{
    /// <summary>Mean length of the gradient (Rudin, Osher, Fatemi 1992): edges may stay.</summary>
    Isotropic,

    /// <summary>Mean squared differences along both axes, He et al.'s: smooths edges too.</summary>
    Squared,
}

/// <summary>The smoothness prior.</summary>
internal static class TotalVariation
{
    // Where there is no gradient the length has no derivative.
    private const double Smoothing = 1e-6;

    /// <summary>The prior of a batch, averaged.</summary>
    public static Tensor Of(Tensor pictures, TotalVariationKind kind)
    {
        long rows = pictures.shape[2];
        long columns = pictures.shape[3];
        Tensor down = pictures.narrow(2, 1, rows - 1) - pictures.narrow(2, 0, rows - 1);
        Tensor across = pictures.narrow(3, 1, columns - 1) - pictures.narrow(3, 0, columns - 1);
        if (kind == TotalVariationKind.Squared)
        {
            return down.square().mean() + across.square().mean();
        }

        Tensor y = down.narrow(3, 0, columns - 1);
        Tensor x = across.narrow(2, 0, rows - 1);
        return (y.square() + x.square() + Smoothing).sqrt().mean();
    }
}
