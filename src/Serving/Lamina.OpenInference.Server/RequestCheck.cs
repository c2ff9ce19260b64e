namespace Lamina.OpenInference.Server;

/// <summary>Whether a request names exactly what a model takes, in the types and shapes it takes.</summary>
public static class RequestCheck
{
    /// <summary>Judges a request.</summary>
    /// <param name="request">Consistent in itself.</param>
    /// <param name="model">What the model takes and gives.</param>
    /// <returns>A sentence that refuses the request, or null.</returns>
    public static string? Refuse(InferRequest request, ModelDescription model)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(model);
        foreach (InferTensor input in request.Inputs)
        {
            TensorDescription? known = model.Inputs.FirstOrDefault(wanted => wanted.Name == input.Name);
            if (known is null)
            {
                return $"unexpected inference input '{input.Name}' for model '{model.Name}', which takes {Names(model.Inputs)}";
            }

            if (Refuse(input, known, model) is { } fault)
            {
                return fault;
            }
        }

        if (request.Inputs.Count != model.Inputs.Count)
        {
            return $"expected {model.Inputs.Count} inputs but got {request.Inputs.Count} inputs for model '{model.Name}', which takes {Names(model.Inputs)}";
        }

        RequestedOutput? unknown = request.Outputs.FirstOrDefault(asked => model.Outputs.All(output => output.Name != asked.Name));
        return unknown is null ? RefuseRows(request, model) : $"unexpected inference output '{unknown.Name}' for model '{model.Name}', which gives {Names(model.Outputs)}";
    }

    private static string? Refuse(InferTensor input, TensorDescription known, ModelDescription model)
    {
        if (input.DataType != known.DataType)
        {
            return $"inference input '{input.Name}' for model '{model.Name}' has datatype {input.DataType.Name()}, {known.DataType.Name()} was wanted";
        }

        bool fits = input.Shape.Length == known.Shape.Count;
        for (int axis = 0; fits && axis < input.Shape.Length; axis++)
        {
            fits = known.Shape[axis] == -1 || known.Shape[axis] == input.Shape[axis];
        }

        return fits ? null : $"unexpected shape for input '{input.Name}' for model '{model.Name}'. Expected {Shape(known.Shape)}, got {Shape(input.Shape)}";
    }

    private static string? RefuseRows(InferRequest request, ModelDescription model)
    {
        if (model.MaxBatchSize == 0)
        {
            return null;
        }

        long rows = request.Inputs[0].Shape[0];
        return rows < 1 || rows > model.MaxBatchSize ? $"inference request batch-size must be from 1 to {model.MaxBatchSize} for model '{model.Name}', it is {rows}"
            : request.Inputs.Any(input => input.Shape[0] != rows) ? $"the inputs for model '{model.Name}' differ in their first dimension, the batch"
            : null;
    }

    private static string Names(IEnumerable<TensorDescription> tensors) => string.Join(", ", tensors.Select(tensor => $"'{tensor.Name}'"));

    private static string Shape(IEnumerable<long> shape) => $"[{string.Join(',', shape)}]";
}
