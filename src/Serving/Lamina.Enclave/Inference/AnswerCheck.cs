using Lamina.Shared.Serve;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Lamina.OpenInference;

namespace Lamina.Enclave.Inference;

/// <summary>Step 7: the worker's answer is hostile input. Id, names, types, shapes and finiteness must be the plan's.</summary>
internal static class AnswerCheck
{
    /// <summary>The answer's tensors in the order of <paramref name="wanted"/>.</summary>
    /// <param name="answer">What came.</param>
    /// <param name="id">The request's own random id, which the protocol has the server repeat: an answer to another request has another.</param>
    /// <param name="wanted">What the plan says.</param>
    /// <exception cref="EnclaveFaultException">The worker answered something else.</exception>
    public static InferTensor[] Check(InferResponse answer, string id, IReadOnlyList<Plans.TensorSpec> wanted)
    {
        if (answer.Id != id)
        {
            throw Lie("The worker answered another request than this one.");
        }

        if (answer.Outputs.Count != wanted.Count)
        {
            throw Lie($"The worker answered {answer.Outputs.Count} tensors, the plan has {wanted.Count}.");
        }

        return [.. wanted.Select(spec => Check(answer.Outputs.FirstOrDefault(tensor => tensor.Name == spec.Name), spec))];
    }

    private static InferTensor Check(InferTensor? tensor, Plans.TensorSpec wanted)
    {
        if (tensor is null || tensor.DataType != WireTypes.Of(wanted.Type) || !tensor.Shape.AsSpan().SequenceEqual(wanted.Shape.AsSpan()))
        {
            throw Lie($"The worker's answer has no tensor {wanted}.");
        }

        return IsFinite(tensor) ? tensor : throw Lie($"The worker's answer holds values in '{wanted.Name}' that are no finite numbers.");
    }

    /// <summary>Other element types have no values that are not finite.</summary>
    private static bool IsFinite(InferTensor tensor) => tensor.DataType switch
    {
        DataType.Fp32 => AllFinite(MemoryMarshal.Cast<byte, float>(tensor.Data.Span)),
        DataType.Fp64 => AllFinite(MemoryMarshal.Cast<byte, double>(tensor.Data.Span)),
        DataType.Fp16 => !HasExponent(MemoryMarshal.Cast<byte, ushort>(tensor.Data.Span), 0x7C00),
        DataType.Bf16 => !HasExponent(MemoryMarshal.Cast<byte, ushort>(tensor.Data.Span), 0x7F80),
        _ => true,
    };

    private static bool AllFinite<T>(ReadOnlySpan<T> values)
        where T : struct, System.Numerics.IFloatingPointIeee754<T> => TensorPrimitives.IsFiniteAll(values);

    /// <summary>All exponent bits set means infinity or no number.</summary>
    private static bool HasExponent(ReadOnlySpan<ushort> bits, ushort mask)
    {
        foreach (ushort value in bits)
        {
            if ((value & mask) == mask)
            {
                return true;
            }
        }

        return false;
    }

    private static EnclaveFaultException Lie(string detail) => new(new EnclaveFault(502, 7, Party.Worker, detail));
}
