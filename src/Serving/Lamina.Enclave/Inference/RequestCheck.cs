using Lamina.OpenInference;
using Lamina.Plans;
using Lamina.Shared.Serve;

namespace Lamina.Enclave.Inference;

/// <summary>Is an opened request exactly what the plan wants? Nothing is coerced.</summary>
internal static class RequestCheck
{
    /// <summary>Checks names, types and shapes of the inputs, and that every wanted output exists.</summary>
    /// <exception cref="EnclaveFaultException">It is not.</exception>
    public static void Check(InferRequest request, Plan plan)
    {
        if (request.Inputs.Count != plan.Inputs.Length)
        {
            throw Bad($"{request.Inputs.Count} inputs were given, the plan has {plan.Inputs.Length}: {string.Join(", ", plan.Inputs)}.");
        }

        foreach (Plans.TensorSpec wanted in plan.Inputs)
        {
            InferTensor? given = request.Inputs.FirstOrDefault(tensor => tensor.Name == wanted.Name);
            if (given is null || given.DataType != WireTypes.Of(wanted.Type) || !given.Shape.AsSpan().SequenceEqual(wanted.Shape.AsSpan()))
            {
                throw Bad(given is null ? $"The input {wanted} is missing." : $"The input '{wanted.Name}' is {given.DataType.Name()}[{string.Join(',', given.Shape)}], wanted was {wanted}.");
            }
        }

        if (request.Outputs.FirstOrDefault(asked => !plan.Outputs.Any(output => output.Name == asked.Name)) is { } unknown)
        {
            throw Bad($"There is no output of the name that was asked for ({unknown.Name.Length} characters); the plan has {string.Join(", ", plan.Outputs)}.");
        }
    }

    private static EnclaveFaultException Bad(string detail) => new(EnclaveFault.BadRequest(detail));
}
