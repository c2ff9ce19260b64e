using System.Text.RegularExpressions;

namespace Lamina.Onnx.Shapes.Rules;

/// <summary>Products of matrices.</summary>
internal static partial class MatrixRules
{
    public static void Register()
    {
        ShapeRules.AddProduct("Gemm", Gemm);
        ShapeRules.AddProduct("MatMul", node => MatMul(node, right: 1, node.ElementType(0)));
        ShapeRules.AddProduct("MatMulInteger", node => MatMul(node, right: 1, ElementType.Int32));
        ShapeRules.AddProduct("QLinearMatMul", node => MatMul(node, right: 3, node.ElementType(7)));
        ShapeRules.AddProduct("MatMulIntegerToFloat", node => MatMul(node, right: 1, ElementType.Float), ShapeRules.Microsoft);
        ShapeRules.AddProduct("FusedMatMul", node => MatMul(node, right: 1, node.ElementType(0)), ShapeRules.Microsoft);
        ShapeRules.AddProduct("FusedGemm", Gemm, ShapeRules.Microsoft);
        ShapeRules.AddProduct("Einsum", Einsum);
        ShapeRules.AddProduct("Det", Det);
    }

    private static void Gemm(NodeShapes node)
    {
        if (!node.TryShape(0, out TensorShape a) || !node.TryShape(1, out TensorShape b))
        {
            return;
        }

        if (a.Rank != 2 || b.Rank != 2)
        {
            throw new OnnxFormatException($"Gemm multiplies matrices, not {a} and {b}");
        }

        (Dimension m, Dimension k) = node.Int("transA", 0) == 0 ? (a[0], a[1]) : (a[1], a[0]);
        Dimension n = node.Int("transB", 0) == 0 ? b[1] : b[0];
        node.Out(0, node.ElementType(0), m, n);
        node.Macs = m * k * n;
    }

    /// <summary>As numpy.matmul: leading axes broadcast, a vector loses its added axis.</summary>
    private static void MatMul(NodeShapes node, int right, ElementType type)
    {
        if (!node.TryShape(0, out TensorShape a) || !node.TryShape(right, out TensorShape b))
        {
            node.Out(0, type, shape: null);
            return;
        }

        if (a.Rank == 0 || b.Rank == 0)
        {
            throw new OnnxFormatException("MatMul does not take scalars");
        }

        List<Dimension> left = a.Rank == 1 ? [Dimension.One, a[0]] : [.. a];
        List<Dimension> other = b.Rank == 1 ? [b[0], Dimension.One] : [.. b];
        Transpose(left, node.Int("transA", 0));
        Transpose(other, node.Int("transB", 0));
        Dimension k = left[^1].Value is null ? other[^2] : left[^1];
        List<Dimension> result = [.. Broadcast.Shapes(new TensorShape(left[..^2]), new TensorShape(other[..^2]))];
        node.Macs = result.Aggregate(left[^2] * k * other[^1], Dimension.Multiply);
        if (a.Rank > 1)
        {
            result.Add(left[^2]);
        }

        if (b.Rank > 1)
        {
            result.Add(other[^1]);
        }

        node.Out(0, type, result);
    }

    private static void Transpose(List<Dimension> matrix, long flag)
    {
        if (flag != 0)
        {
            (matrix[^1], matrix[^2]) = (matrix[^2], matrix[^1]);
        }
    }

    /// <summary>Each letter is an axis; multiply-accumulates are the product of all letters.</summary>
    private static void Einsum(NodeShapes node)
    {
        string equation = node.Text("equation", "").Replace(" ", "", StringComparison.Ordinal);
        string[] sides = equation.Split("->");
        string[] terms = sides[0].Split(',');
        if (!PlainTerms().IsMatch(equation) || terms.Length != node.InputCount)
        {
            node.Gap($"the equation '{equation}' is not followed");
            return;
        }

        var lengths = new SortedDictionary<char, Dimension>();
        for (int i = 0; i < terms.Length; i++)
        {
            if (!node.TryShape(i, out TensorShape shape))
            {
                return;
            }

            if (shape.Rank != terms[i].Length)
            {
                throw new OnnxFormatException($"'{terms[i]}' does not fit the shape {shape}");
            }

            for (int axis = 0; axis < shape.Rank; axis++)
            {
                lengths[terms[i][axis]] = lengths.TryGetValue(terms[i][axis], out Dimension? known) && known.Value != 1 ? known : shape[axis];
            }
        }

        string output = sides.Length > 1 ? sides[1] : string.Concat(lengths.Keys.Where(letter => sides[0].Count(c => c == letter) == 1));
        if (!output.All(lengths.ContainsKey))
        {
            throw new OnnxFormatException($"the equation '{equation}' gives an axis that no input has");
        }

        node.Out(0, node.ElementType(0), output.Select(letter => lengths[letter]));
        node.Macs = terms.Length < 2 ? Dimension.Of(0) : lengths.Values.Aggregate(Dimension.One, Dimension.Multiply);
    }

    private static void Det(NodeShapes node)
    {
        if (node.TryShape(0, out TensorShape x) && x.Rank >= 2)
        {
            node.Out(0, node.ElementType(0), x.SkipLast(2));
        }
    }

    [GeneratedRegex("^[A-Za-z,]*(->[A-Za-z]*)?$")]
    private static partial Regex PlainTerms();
}
