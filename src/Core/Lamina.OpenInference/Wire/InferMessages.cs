using Google.Protobuf;
using Google.Protobuf.Collections;
using Lamina.OpenInference.Tensors;

namespace Lamina.OpenInference.Wire;

/// <summary>The gRPC form of inference messages. Tensor bytes are wrapped, never copied, unless they come as typed contents.</summary>
internal static class InferMessages
{
    public static ModelInferRequest ToMessage(InferRequest request)
    {
        var message = new ModelInferRequest { ModelName = request.ModelName, ModelVersion = request.ModelVersion, Id = request.Id };
        foreach (InferTensor input in request.Inputs)
        {
            var tensor = new ModelInferRequest.Types.InferInputTensor { Name = input.Name, Datatype = input.DataType.Name() };
            tensor.Shape.AddRange(input.Shape);
            message.Inputs.Add(tensor);
            message.RawInputContents.Add(UnsafeByteOperations.UnsafeWrap(input.Data));
        }

        foreach (RequestedOutput output in request.Outputs)
        {
            message.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = output.Name });
        }

        return message;
    }

    public static ModelInferResponse ToMessage(InferResponse response)
    {
        var message = new ModelInferResponse { ModelName = response.ModelName, ModelVersion = response.ModelVersion, Id = response.Id };
        foreach (InferTensor output in response.Outputs)
        {
            var tensor = new ModelInferResponse.Types.InferOutputTensor { Name = output.Name, Datatype = output.DataType.Name() };
            tensor.Shape.AddRange(output.Shape);
            message.Outputs.Add(tensor);
            message.RawOutputContents.Add(UnsafeByteOperations.UnsafeWrap(output.Data));
        }

        return message;
    }

    public static Outcome<InferRequest> FromMessage(ModelInferRequest message, InferLimits limits) => Guard<InferRequest>(() =>
    {
        MessageCheck.Count(message.Inputs.Count, limits, "inputs");
        MessageCheck.Count(message.Outputs.Count, limits, "outputs");
        Parameters(message.Parameters);
        var inputs = new List<InferTensor>(message.Inputs.Count);
        for (int index = 0; index < message.Inputs.Count; index++)
        {
            ModelInferRequest.Types.InferInputTensor input = message.Inputs[index];
            Parameters(input.Parameters);
            inputs.Add(Tensor(input.Name, input.Datatype, input.Shape, input.Contents, message.RawInputContents, index, message.Inputs.Count, limits));
        }

        var outputs = new List<RequestedOutput>(message.Outputs.Count);
        foreach (ModelInferRequest.Types.InferRequestedOutputTensor output in message.Outputs)
        {
            Parameters(output.Parameters);
            outputs.Add(new RequestedOutput(MessageCheck.Name(output.Name, limits, "name of an output")));
        }

        MessageCheck.Distinct(inputs.Select(tensor => tensor.Name), "tensor");
        MessageCheck.Distinct(outputs.Select(output => output.Name), "output");
        return new InferRequest
        {
            ModelName = MessageCheck.Name(message.ModelName, limits, "model name"),
            ModelVersion = MessageCheck.Text(message.ModelVersion, limits, "model version"),
            Id = MessageCheck.Text(message.Id, limits, "id"),
            Inputs = inputs,
            Outputs = outputs,
        };
    });

    public static Outcome<InferResponse> FromMessage(ModelInferResponse message, InferLimits limits) => Guard<InferResponse>(() =>
    {
        MessageCheck.Count(message.Outputs.Count, limits, "outputs");
        var outputs = new List<InferTensor>(message.Outputs.Count);
        for (int index = 0; index < message.Outputs.Count; index++)
        {
            ModelInferResponse.Types.InferOutputTensor output = message.Outputs[index];
            Parameters(output.Parameters);
            outputs.Add(Tensor(output.Name, output.Datatype, output.Shape, output.Contents, message.RawOutputContents, index, message.Outputs.Count, limits));
        }

        MessageCheck.Distinct(outputs.Select(tensor => tensor.Name), "tensor");
        return new InferResponse
        {
            ModelName = MessageCheck.Text(message.ModelName, limits, "model name"),
            ModelVersion = MessageCheck.Text(message.ModelVersion, limits, "model version"),
            Id = MessageCheck.Text(message.Id, limits, "id"),
            Outputs = outputs,
        };
    });

    private static InferTensor Tensor(
        string name, string datatype, RepeatedField<long> shape, InferTensorContents? contents, RepeatedField<ByteString> raw, int index, int tensors, InferLimits limits)
    {
        MessageCheck.Name(name, limits, "name of a tensor");
        MessageCheck.Rank(shape.Count, limits);
        DataType type = MessageCheck.Type(datatype, name);
        if (raw.Count > 0 && (raw.Count != tensors || contents is not null))
        {
            throw new RefusedException($"raw contents must be given once for each of the {tensors} tensors and without typed contents; found {raw.Count}, tensor '{name}' {(contents is null ? "without" : "with")} typed ones");
        }

        ReadOnlyMemory<byte> data = raw.Count > 0 ? raw[index].Memory : TypedContents.ToBytes(contents ?? new InferTensorContents(), name, type);
        return InferTensor.Create(name, type, [.. shape], data).Succeeded(out InferTensor? tensor, out OipFault? fault)
            ? tensor
            : throw new RefusedException(fault);
    }

    private static void Parameters(MapField<string, InferParameter> parameters)
    {
        foreach (string key in parameters.Keys)
        {
            MessageCheck.Parameter(key);
        }
    }

    private static Outcome<T> Guard<T>(Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (RefusedException refused)
        {
            return refused.Fault;
        }
    }
}
