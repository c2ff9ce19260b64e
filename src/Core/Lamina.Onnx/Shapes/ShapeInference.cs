namespace Lamina.Onnx.Shapes;

/// <summary>
/// Finds type and shape of every tensor from the shapes of the inputs, folding the constants and shape computations that decide them.
/// Follows the operators' definitions (https://onnx.ai/onnx/operators/) for operator sets 7 and later, model-local functions and both
/// branches of If. Names of axes stay names: a reshape of N windows gives <c>64*N</c>.
/// </summary>
public static class ShapeInference
{
    /// <summary>Infers a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Assumptions; none when null.</param>
    public static ShapeMap Infer(OnnxModel model, ShapeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var run = new InferenceRun(model, options ?? new ShapeOptions());
        var scope = new Scope(run);
        var anonymous = 0;
        foreach (OnnxValue input in model.Graph.Inputs)
        {
            TensorType start = run.Start(input);
            scope.Set(input.Name, start with { Shape = Named(start.Shape, input.Name, ref anonymous) });
        }

        run.Infer(model.Graph, scope);
        return new ShapeMap(scope);
    }

    /// <summary>An axis an input leaves open is some number all the same: a name for it lets inference follow it.</summary>
    private static TensorShape? Named(TensorShape? shape, string input, ref int anonymous)
    {
        if (shape is null || shape.All(dimension => !dimension.IsUnknown))
        {
            return shape;
        }

        var named = new Dimension[shape.Rank];
        for (int axis = 0; axis < named.Length; axis++)
        {
            named[axis] = shape[axis].IsUnknown ? Dimension.Of($"{input}_axis{axis}_{anonymous++}") : shape[axis];
        }

        return new TensorShape(named);
    }
}
