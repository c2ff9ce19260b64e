namespace Lamina.Data.Loading;

/// <summary>Some pictures as a model takes them, with their classes.</summary>
/// <param name="Values">The pictures' tensors, one after another.</param>
/// <param name="Labels">The model's class of each.</param>
/// <param name="Indices">Place of each among the loader's pictures.</param>
public sealed record Batch(float[] Values, long[] Labels, int[] Indices)
{
    /// <summary>Number of pictures.</summary>
    public int Count => Labels.Length;
}
