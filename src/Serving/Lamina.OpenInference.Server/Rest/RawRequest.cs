using Lamina.OpenInference.Tensors;

namespace Lamina.OpenInference.Server.Rest;

/// <summary>
/// A body that is nothing but the bytes of a model's only input (header length 0 in Triton's binary tensor data extension). The shape
/// follows from the size: one unknown dimension at most, after a batch of one.
/// </summary>
internal static class RawRequest
{
    public static Outcome<InferRequest> Read(ReadOnlyMemory<byte> body, ModelDescription model, string version)
    {
        if (model.Inputs is not [{ } input])
        {
            return OipFault.Invalid($"a raw body needs a model with one input, '{model.Name}' has {model.Inputs.Count}");
        }

        if (input.DataType == DataType.Bytes)
        {
            return ReadBytes(body, model, version, input);
        }

        long[] shape = [.. input.Shape];
        int unknown = Array.LastIndexOf(shape, -1);
        if (shape.Count(dimension => dimension == -1) > 1)
        {
            // A batch of one leaves at most one dimension to be found.
            shape[0] = shape[0] == -1 ? 1 : shape[0];
        }

        if (shape.Count(dimension => dimension == -1) > 1)
        {
            return OipFault.Invalid($"a raw body cannot tell the shape of input '{input.Name}': more than one of its dimensions is open");
        }

        if (unknown >= 0)
        {
            shape[unknown] = 1;
            long row = TensorCheck.ByteCount(input.DataType, TensorCheck.Count(shape));
            shape[unknown] = row > 0 && body.Length % row == 0 ? body.Length / row : 1;
        }

        return Request(InferTensor.Create(input.Name, input.DataType, shape, body), model, version);
    }

    private static Outcome<InferRequest> ReadBytes(ReadOnlyMemory<byte> body, ModelDescription model, string version, TensorDescription input)
    {
        if (input.Shape.Any(dimension => dimension is not (-1 or 1)))
        {
            return OipFault.Invalid($"a raw body can be one element of input '{input.Name}', which wants more");
        }

        return Request(InferTensor.Create(input.Name, DataType.Bytes, [.. input.Shape.Select(_ => 1L)], BytesElements.Join([body])), model, version);
    }

    private static Outcome<InferRequest> Request(Outcome<InferTensor> created, ModelDescription model, string version) =>
        created.Succeeded(out InferTensor? tensor, out OipFault? fault)
            ? new InferRequest { ModelName = model.Name, ModelVersion = version, Inputs = [tensor] }
            : fault;
}
