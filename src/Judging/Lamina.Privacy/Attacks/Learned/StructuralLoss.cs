using TorchSharp;

namespace Lamina.Privacy.Attacks.Learned;

/// <summary>
/// Differentiable SSIM (Wang et al. 2004) on batches: the window of the scores, 11 taps of sigma 1.5, without borders. For
/// training only; scores are computed in float64 by <see cref="Scores.StructuralSimilarity"/>.
/// </summary>
internal static class StructuralLoss
{
    private const double Sigma = 1.5;
    private const double C1 = 0.01 * 0.01;
    private const double C2 = 0.03 * 0.03;

    /// <summary>1 - mean SSIM. Pictures smaller than the window use the largest odd window that fits.</summary>
    /// <param name="first">Batch, channels, rows, columns in about 0..1.</param>
    /// <param name="second">Of the same shape.</param>
    public static Tensor Of(Tensor first, Tensor second)
    {
        long height = first.shape[2];
        long width = first.shape[3];
        long planes = first.shape[0] * first.shape[1];
        int taps = (int)Math.Min(11, ((Math.Min(height, width) - 1) / 2 * 2) + 1);
        Tensor x = first.reshape(planes, 1, height, width);
        Tensor y = second.reshape(planes, 1, height, width);

        // All five moments in one batch: two convolutions instead of ten.
        Tensor moments = Blur(torch.cat([x, y, x * x, y * y, x * y], 0), taps);
        Tensor[] parts = moments.chunk(5, 0);
        (Tensor meanX, Tensor meanY) = (parts[0], parts[1]);
        Tensor product = meanX * meanY;
        Tensor squares = (meanX * meanX) + (meanY * meanY);
        Tensor covariance = parts[4] - product;
        Tensor variances = parts[2] + parts[3] - squares;
        Tensor ssim = ((2 * product) + C1) * ((2 * covariance) + C2) / ((squares + C1) * (variances + C2));
        return 1 - ssim.mean();
    }

    private static Tensor Blur(Tensor planes, int taps)
    {
        float[] weights = [.. Enumerable.Range(0, taps).Select(i => (float)Math.Exp(-Math.Pow(i - (taps / 2), 2) / (2 * Sigma * Sigma)))];
        float sum = weights.Sum();
        Tensor kernel = torch.tensor(weights.Select(weight => weight / sum).ToArray());
        return F.conv2d(F.conv2d(planes, kernel.reshape(1, 1, 1, taps)), kernel.reshape(1, 1, taps, 1));
    }
}
