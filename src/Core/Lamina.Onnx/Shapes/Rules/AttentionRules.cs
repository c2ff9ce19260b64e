namespace Lamina.Onnx.Shapes.Rules;

/// <summary>Attention as one operator: the standard set's from 23 on, and those ONNX Runtime fuses to.</summary>
internal static class AttentionRules
{
    public static void Register()
    {
        ShapeRules.AddProduct("Attention", Attention);
        ShapeRules.Add("RotaryEmbedding", ElementwiseRules.Same);
        ShapeRules.AddProduct("Attention", FusedAttention, ShapeRules.Microsoft);
        ShapeRules.AddProduct("MultiHeadAttention", MultiHeadAttention, ShapeRules.Microsoft);
    }

    /// <summary>Q, K, V as [batch, heads, length, size], or [batch, length, heads x size] with the numbers of heads as attributes.</summary>
    private static void Attention(NodeShapes node)
    {
        if (!node.TryShape(0, out TensorShape q) || !node.TryShape(1, out TensorShape k) || !node.TryShape(2, out TensorShape v) || q.Rank is not (3 or 4) || k.Rank != q.Rank || v.Rank != q.Rank)
        {
            return;
        }

        // A cache of earlier keys makes the length depend on it: left to a recording run.
        if (node.Has(4) || node.Has(5) || node.OutputCount > 1)
        {
            node.Gap("attention with a cache is not followed");
            return;
        }

        Dimension heads = q.Rank == 4 ? q[1] : node.Int("q_num_heads", 0);
        Dimension keyHeads = q.Rank == 4 ? k[1] : node.Int("kv_num_heads", 0);
        Dimension size = q.Rank == 4 ? q[3] : q[2].DivideExactly(heads);
        Dimension valueSize = q.Rank == 4 ? v[3] : v[2].DivideExactly(keyHeads);
        Dimension length = q.Rank == 4 ? q[2] : q[1];
        Dimension keys = q.Rank == 4 ? k[2] : k[1];
        node.Out(0, node.ElementType(0), q.Rank == 4 ? [q[0], heads, length, valueSize] : [q[0], length, heads * valueSize]);
        node.Macs = q[0] * heads * length * keys * (size + valueSize); // scores, then their sum over values
    }

    /// <summary>Input [batch, length, width], weights [width, 3 x hidden].</summary>
    private static void FusedAttention(NodeShapes node)
    {
        if (!node.TryShape(0, out TensorShape x) || !node.TryShape(1, out TensorShape w) || x.Rank != 3 || w.Rank != 2)
        {
            return;
        }

        if (node.OutputCount > 1 || node.Find("qkv_hidden_sizes") is not null)
        {
            node.Gap("attention with a cache or uneven sizes is not followed");
            return;
        }

        Dimension hidden = w[1].DivideExactly(3);
        node.Out(0, node.ElementType(0), x[0], x[1], hidden);
        node.Macs = (x.ElementCount * w[1]) + (x[0] * x[1] * x[1] * hidden * 2);
    }

    /// <summary>Q, K, V as [batch, length, hidden].</summary>
    private static void MultiHeadAttention(NodeShapes node)
    {
        if (!node.TryShape(0, out TensorShape q) || !node.TryShape(1, out TensorShape k) || !node.TryShape(2, out TensorShape v) || q.Rank != 3 || k.Rank != 3 || v.Rank != 3 || node.OutputCount > 1)
        {
            node.Gap("this form of attention is not followed");
            return;
        }

        node.Out(0, node.ElementType(0), q[0], q[1], v[2]);
        node.Macs = q[0] * q[1] * k[1] * (q[2] + v[2]);
    }
}
