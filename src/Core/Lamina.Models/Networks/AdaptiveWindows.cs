namespace Lamina.Models.Networks;

/// <summary>PyTorch's adaptive average pooling along one axis as a matrix: window i covers floor(i L / n) to ceil((i + 1) L / n).</summary>
internal static class AdaptiveWindows
{
    /// <param name="count">Windows.</param>
    /// <param name="length">Elements along the axis.</param>
    /// <param name="transposed">False: one row per window; true: one column per window.</param>
    public static float[] Matrix(int count, int length, bool transposed)
    {
        float[] matrix = new float[count * length];
        for (int window = 0; window < count; window++)
        {
            int start = window * length / count;
            int end = (((window + 1) * length) + count - 1) / count;
            for (int i = start; i < end; i++)
            {
                matrix[transposed ? (i * count) + window : (window * length) + i] = 1f / (end - start);
            }
        }

        return matrix;
    }
}
