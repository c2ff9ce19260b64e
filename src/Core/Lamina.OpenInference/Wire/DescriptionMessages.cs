using Google.Protobuf.Collections;
using Lamina.OpenInference.Tensors;

namespace Lamina.OpenInference.Wire;

/// <summary>Metadata of a model as a gRPC message and back.</summary>
internal static class DescriptionMessages
{
    public static ModelMetadataResponse ToMessage(ModelDescription model)
    {
        var message = new ModelMetadataResponse { Name = model.Name, Platform = model.Platform };
        message.Versions.AddRange(model.Versions);
        message.Inputs.AddRange(model.Inputs.Select(ToMessage));
        message.Outputs.AddRange(model.Outputs.Select(ToMessage));
        return message;
    }

    /// <summary>What a peer says of its model, within the limits; a sentence to refuse it otherwise.</summary>
    public static Outcome<ModelDescription> FromMessage(ModelMetadataResponse message, InferLimits limits)
    {
        try
        {
            MessageCheck.Count(message.Versions.Count, limits, "versions");
            return new ModelDescription
            {
                Name = MessageCheck.Name(message.Name, limits, "model name"),
                Versions = [.. message.Versions.Select(version => MessageCheck.Text(version, limits, "model version"))],
                Platform = MessageCheck.Text(message.Platform, limits, "platform"),
                Inputs = Tensors(message.Inputs, limits, "inputs"),
                Outputs = Tensors(message.Outputs, limits, "outputs"),
            };
        }
        catch (RefusedException refused)
        {
            return refused.Fault;
        }
    }

    private static ModelMetadataResponse.Types.TensorMetadata ToMessage(TensorDescription tensor)
    {
        var message = new ModelMetadataResponse.Types.TensorMetadata { Name = tensor.Name, Datatype = tensor.DataType.Name() };
        message.Shape.AddRange(tensor.Shape);
        return message;
    }

    private static TensorDescription[] Tensors(RepeatedField<ModelMetadataResponse.Types.TensorMetadata> tensors, InferLimits limits, string what)
    {
        MessageCheck.Count(tensors.Count, limits, what);
        return [.. tensors.Select(tensor =>
        {
            MessageCheck.Rank(tensor.Shape.Count, limits);
            string name = MessageCheck.Name(tensor.Name, limits, "name of a tensor");
            return tensor.Shape.All(dimension => dimension >= -1)
                ? new TensorDescription(name, MessageCheck.Type(tensor.Datatype, name), [.. tensor.Shape])
                : throw new RefusedException($"tensor '{name}' has a dimension below -1");
        })];
    }
}
