using TorchSharp;

namespace Lamina.Privacy.Attacks.Learned;

/// <summary>
/// Differentiable SSIM (Wang et al. 2004) on batches: the window of the scores, 11 taps of sigma 1.5, without borders. For
/// training only; scores are computed in float64 by <see cref="Scores.StructuralSimilarity"/>.
/// </summary>
internal static class StructuralLoss
{
    private const int Taps = 11;
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
        Tensor x = first.reshape(planes, height, width);
        Tensor y = second.reshape(planes, height, width);

        // Only the sum of both variances is asked for: four moments in one product.
        Tensor moments = Blur(torch.cat([x, y, (x * x) + (y * y), x * y], 0), (int)height, (int)width);
        Tensor[] parts = moments.chunk(4, 0);
        Tensor product = parts[0] * parts[1];
        Tensor squares = (parts[0] * parts[0]) + (parts[1] * parts[1]);
        Tensor ssim = ((2 * product) + C1) * ((2 * (parts[3] - product)) + C2) / ((squares + C1) * (parts[2] - squares + C2));
        return 1 - ssim.mean();
    }

    /// <summary>
    /// The window along both axes, as products with banded matrices. A convolution of single channels would be computed on eight,
    /// with more time than the rest of a training step.
    /// </summary>
    private static Tensor Blur(Tensor planes, int height, int width)
    {
        int taps = Math.Min(Taps, ((Math.Min(height, width) - 1) / 2 * 2) + 1);
        return Band(height, taps).t().matmul(planes).matmul(Band(width, taps));
    }

    /// <summary>length x (length - taps + 1): one shifted window a column.</summary>
    private static Tensor Band(int length, int taps)
    {
        double[] window = [.. Enumerable.Range(0, taps).Select(i => Math.Exp(-Math.Pow(i - (taps / 2), 2) / (2 * Sigma * Sigma)))];
        double sum = window.Sum();
        int columns = length - taps + 1;
        float[] band = new float[length * columns];
        for (int column = 0; column < columns; column++)
        {
            for (int tap = 0; tap < taps; tap++)
            {
                band[((column + tap) * columns) + column] = (float)(window[tap] / sum);
            }
        }

        return torch.tensor(band).reshape(length, columns);
    }
}
