namespace Lamina.Onnx.Shapes.Rules;

/// <summary>Recurrent layers. Data [time, batch, inputs] (layout 0), weights [directions, gates x hidden, inputs].</summary>
internal static class RecurrentRules
{
    public static void Register()
    {
        foreach (string opType in new[] { "RNN", "GRU", "LSTM" })
        {
            ShapeRules.AddProduct(opType, Recurrent);
        }
    }

    private static void Recurrent(NodeShapes node)
    {
        if (!node.TryShape(0, out TensorShape x) || !node.TryShape(1, out TensorShape w) || !node.TryShape(2, out TensorShape r) || x.Rank != 3 || w.Rank != 3 || r.Rank != 3)
        {
            return;
        }

        bool batchFirst = node.Int("layout", 0) != 0;
        (Dimension time, Dimension batch) = batchFirst ? (x[1], x[0]) : (x[0], x[1]);
        (Dimension directions, Dimension hidden) = (w[0], r[2]);
        ElementType type = node.ElementType(0);
        node.Out(0, type, batchFirst ? [batch, time, directions, hidden] : [time, directions, batch, hidden]);
        for (int i = 1; i < node.OutputCount; i++)
        {
            node.Out(i, type, batchFirst ? [batch, directions, hidden] : [directions, batch, hidden]);
        }

        node.Macs = time * batch * (w.ElementCount + r.ElementCount); // every step: both weight matrices
    }
}
