namespace Lamina.Onnx.Tensors;

/// <summary>Compares constants without holding them.</summary>
internal static class PayloadComparison
{
    /// <summary>True when type, shape and every byte are the same.</summary>
    public static bool Same(OnnxTensor left, OnnxTensor right)
    {
        if (ReferenceEquals(left, right))
        {
            return true;
        }

        if (left.ElementType != right.ElementType || !left.Dims.SequenceEqual(right.Dims) || left.IsText != right.IsText)
        {
            return false;
        }

        if (left.IsText)
        {
            return left.Message!.Value.SameBytes(right.Message!.Value);
        }

        using Stream mine = left.Payload.Open();
        using Stream theirs = right.Payload.Open();
        byte[] a = new byte[64 << 10], b = new byte[64 << 10];
        while (true)
        {
            int count = mine.ReadAtLeast(a, a.Length, throwOnEndOfStream: false);
            if (theirs.ReadAtLeast(b, b.Length, throwOnEndOfStream: false) != count || !a.AsSpan(0, count).SequenceEqual(b.AsSpan(0, count)))
            {
                return false;
            }

            if (count < a.Length)
            {
                return true;
            }
        }
    }
}
