using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Lamina.OpenInference.Memory;

namespace Lamina.OpenInference.Json;

/// <summary>Writes the JSON part of a message and collects the tensors that follow it raw.</summary>
internal static class InferJsonWriter
{
    private const int InitialBytes = 512;

    // Names are data for a program, never for a web page: only what JSON itself demands is escaped.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static InferBody Request(InferRequest request)
    {
        var tensors = new List<ReadOnlyMemory<byte>>(request.Inputs.Count);
        var json = new ArrayBufferWriter<byte>(InitialBytes);
        using (var writer = new Utf8JsonWriter(json, Options))
        {
            writer.WriteStartObject();
            if (request.Id.Length > 0)
            {
                writer.WriteString("id"u8, request.Id);
            }

            if (request.Outputs.Count == 0)
            {
                writer.WriteStartObject("parameters"u8);
                writer.WriteBoolean("binary_data_output"u8, request.BinaryOutput);
                writer.WriteEndObject();
            }

            writer.WriteStartArray("inputs"u8);
            foreach (InferTensor input in request.Inputs)
            {
                Tensor(writer, input, true);
                tensors.Add(input.Data);
            }

            writer.WriteEndArray();
            WriteAsked(writer, request.Outputs);
            writer.WriteEndObject();
        }

        return new InferBody(json.WrittenMemory, tensors, binary: true);
    }

    public static InferBody Response(InferResponse response, InferRequest? asked, ScratchMemory? scratch)
    {
        if (scratch is not null)
        {
            var wiped = new ScratchWriter(scratch, InitialBytes);
            List<ReadOnlyMemory<byte>> after = Response(wiped, response, asked);
            return new InferBody(wiped.Written, after, after.Count > 0);
        }

        var json = new ArrayBufferWriter<byte>(InitialBytes);
        List<ReadOnlyMemory<byte>> tensors = Response(json, response, asked);
        return new InferBody(json.WrittenMemory, tensors, tensors.Count > 0);
    }

    /// <summary>Writes the text and returns what follows it raw.</summary>
    private static List<ReadOnlyMemory<byte>> Response(IBufferWriter<byte> json, InferResponse response, InferRequest? asked)
    {
        var tensors = new List<ReadOnlyMemory<byte>>(response.Outputs.Count);
        using (var writer = new Utf8JsonWriter(json, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("model_name"u8, response.ModelName);
            if (response.ModelVersion.Length > 0)
            {
                writer.WriteString("model_version"u8, response.ModelVersion);
            }

            if (response.Id.Length > 0)
            {
                writer.WriteString("id"u8, response.Id);
            }

            writer.WriteStartArray("outputs"u8);
            foreach (InferTensor output in response.Outputs)
            {
                bool binary = asked?.WantsBinary(output.Name) ?? true;
                Tensor(writer, output, binary);
                if (binary)
                {
                    tensors.Add(output.Data);
                }
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return tensors;
    }

    private static void WriteAsked(Utf8JsonWriter writer, IReadOnlyList<RequestedOutput> outputs)
    {
        if (outputs.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("outputs"u8);
        foreach (RequestedOutput output in outputs)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, output.Name);
            writer.WriteStartObject("parameters"u8);
            writer.WriteBoolean("binary_data"u8, output.Binary);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Tensor(Utf8JsonWriter writer, InferTensor tensor, bool binary)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, tensor.Name);
        writer.WriteString("datatype"u8, tensor.DataType.Name());
        writer.WriteStartArray("shape"u8);
        foreach (long dimension in tensor.Shape)
        {
            writer.WriteNumberValue(dimension);
        }

        writer.WriteEndArray();
        if (binary)
        {
            writer.WriteStartObject("parameters"u8);
            writer.WriteNumber("binary_data_size"u8, tensor.Data.Length);
            writer.WriteEndObject();
        }
        else
        {
            writer.WritePropertyName("data"u8);
            JsonTensorData.Write(writer, tensor);
        }

        writer.WriteEndObject();
    }
}
