using System.Text.Json;
using Lamina.OpenInference.Memory;
using Lamina.OpenInference.Tensors;

namespace Lamina.OpenInference.Json;

/// <summary>Reads the JSON part of a message in one pass and cuts the raw tensors off the bytes behind it.</summary>
internal static class InferJsonReader
{
    /// <summary>Deepest nesting: the message, a tensor, and data of the highest rank.</summary>
    public const int MaxDepth = 32;

    /// <param name="body">JSON, then raw tensors.</param>
    /// <param name="headerLength">Where the JSON ends; null for all of it.</param>
    /// <param name="tensors">Property that holds tensors: <c>inputs</c> of a request, <c>outputs</c> of an answer.</param>
    /// <param name="limits">Ceilings.</param>
    /// <param name="scratch">Where values that come as JSON text are put; null for memory of the collector.</param>
    public static InferDocument Read(ReadOnlyMemory<byte> body, int? headerLength, string tensors, InferLimits limits, ScratchMemory? scratch = null)
    {
        if (body.Length > limits.MaxMessageBytes)
        {
            throw new RefusedException(new OipFault(OipFaultKind.TooLarge, $"the body has {body.Length} bytes, at most {limits.MaxMessageBytes} are taken"));
        }

        int jsonLength = headerLength ?? body.Length;
        if (jsonLength <= 0 || jsonLength > body.Length)
        {
            throw new RefusedException($"{InferJson.HeaderLengthName} is {jsonLength}, the body has {body.Length} bytes");
        }

        if (headerLength > limits.MaxJsonHeaderBytes)
        {
            throw new RefusedException(new OipFault(OipFaultKind.TooLarge, $"the JSON header has {headerLength} bytes, at most {limits.MaxJsonHeaderBytes} are taken"));
        }

        var document = new InferDocument();
        Func<int, Memory<byte>> take = scratch is null ? static length => new byte[length] : scratch.Take;
        ReadOnlySpan<byte> json = body.Span[..jsonLength];
        ReadOnlyMemory<byte> raw = body[jsonLength..];
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        Enter(ref reader, JsonTokenType.StartObject, "the body");
        var seen = new SeenProperties("the message");
        bool found = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string property = seen.Add(ref reader);
            if (property == tensors)
            {
                found = true;
                ReadTensors(ref reader, json, ref raw, document.Tensors, limits, take);
            }
            else
            {
                ReadProperty(ref reader, property, document, limits);
            }
        }

        // Text after the closing brace is an error of the reader's own.
        reader.Read();
        if (!found)
        {
            throw new RefusedException($"the message has no '{tensors}'");
        }

        if (raw.Length > 0)
        {
            throw new RefusedException($"{raw.Length} bytes follow the last tensor that the JSON describes");
        }

        MessageCheck.Distinct(document.Tensors.Select(tensor => tensor.Name), "tensor");
        MessageCheck.Distinct(document.Outputs.Select(output => output.Name), "output");
        ApplyDefault(document);
        return document;
    }

    /// <summary>Outputs that say nothing of their own follow the request's <c>binary_data_output</c>, wherever in the text it stood.</summary>
    private static void ApplyDefault(InferDocument document)
    {
        for (int index = 0; index < document.Outputs.Count; index++)
        {
            if (document.UnstatedOutputs.Contains(document.Outputs[index].Name))
            {
                document.Outputs[index] = document.Outputs[index] with { Binary = document.BinaryOutput ?? false };
            }
        }
    }

    private static void ReadProperty(ref Utf8JsonReader reader, string property, InferDocument document, InferLimits limits)
    {
        reader.Read();
        switch (property)
        {
            // Some clients write what they leave out as null.
            case var _ when reader.TokenType == JsonTokenType.Null: break;
            case "id": document.Id = MessageCheck.Text(Text(ref reader, "id"), limits, "id"); break;
            case "model_name": document.ModelName = MessageCheck.Text(Text(ref reader, "model_name"), limits, "model name"); break;
            case "model_version": document.ModelVersion = MessageCheck.Text(Text(ref reader, "model_version"), limits, "model version"); break;
            case "parameters": document.BinaryOutput = ReadParameters(ref reader, "binary_data_output").Flag; break;
            case "outputs": ReadOutputs(ref reader, document, limits); break;
            default: reader.Skip(); break;
        }
    }

    private static void ReadOutputs(ref Utf8JsonReader reader, InferDocument document, InferLimits limits)
    {
        Expect(ref reader, JsonTokenType.StartArray, "'outputs'");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            MessageCheck.Count(document.Outputs.Count + 1, limits, "outputs");
            Expect(ref reader, JsonTokenType.StartObject, "an output");
            string? name = null;
            bool? binary = null;
            var seen = new SeenProperties("an output");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string property = seen.Add(ref reader);
                reader.Read();
                switch (property)
                {
                    case var _ when reader.TokenType == JsonTokenType.Null: break;
                    case "name": name = Text(ref reader, "name"); break;
                    case "parameters": binary = ReadParameters(ref reader, "binary_data").Flag; break;
                    default: reader.Skip(); break;
                }
            }

            name = MessageCheck.Name(name, limits, "name of an output");
            document.Outputs.Add(new RequestedOutput(name, binary ?? false));
            if (binary is null)
            {
                document.UnstatedOutputs.Add(name);
            }
        }
    }

    private static void ReadTensors(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ref ReadOnlyMemory<byte> raw, List<InferTensor> tensors, InferLimits limits, Func<int, Memory<byte>> take)
    {
        Enter(ref reader, JsonTokenType.StartArray, "the list of tensors");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            MessageCheck.Count(tensors.Count + 1, limits, "tensors");
            Expect(ref reader, JsonTokenType.StartObject, "a tensor");
            tensors.Add(ReadTensor(ref reader, json, ref raw, limits, take));
        }
    }

    private static InferTensor ReadTensor(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ref ReadOnlyMemory<byte> raw, InferLimits limits, Func<int, Memory<byte>> take)
    {
        string? name = null;
        string? datatype = null;
        long[]? shape = null;
        long? binarySize = null;
        Range? data = null;
        var seen = new SeenProperties("a tensor");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string property = seen.Add(ref reader);
            reader.Read();
            switch (property)
            {
                case var _ when reader.TokenType == JsonTokenType.Null: break;
                case "name": name = Text(ref reader, "name"); break;
                case "datatype": datatype = Text(ref reader, "datatype"); break;
                case "shape": shape = ReadShape(ref reader, limits); break;
                case "parameters": binarySize = ReadParameters(ref reader, "binary_data_size").Number; break;
                case "data":
                    // Shape and type may come later in the text: remember where the values stand.
                    int start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    data = start..(int)reader.BytesConsumed;
                    break;
                default: reader.Skip(); break;
            }
        }

        name = MessageCheck.Name(name, limits, "name of a tensor");
        DataType type = MessageCheck.Type(datatype, name);
        if (shape is null || (data is null) == (binarySize is null))
        {
            throw new RefusedException($"tensor '{name}' needs 'shape' and either 'data' or the parameter 'binary_data_size'");
        }

        ReadOnlyMemory<byte> contents = data is { } range
            ? JsonTensorData.Read(json[range], name, type, shape, take)
            : Cut(ref raw, binarySize!.Value, name);
        return InferTensor.Create(name, type, shape, contents).Succeeded(out InferTensor? tensor, out OipFault? fault)
            ? tensor
            : throw new RefusedException(fault);
    }

    private static ReadOnlyMemory<byte> Cut(ref ReadOnlyMemory<byte> raw, long size, string name)
    {
        if (size < 0 || size > raw.Length)
        {
            throw new RefusedException($"tensor '{name}' names {size} binary bytes, {raw.Length} are left in the body");
        }

        ReadOnlyMemory<byte> cut = raw[..(int)size];
        raw = raw[(int)size..];
        return cut;
    }

    private static long[] ReadShape(ref Utf8JsonReader reader, InferLimits limits)
    {
        Expect(ref reader, JsonTokenType.StartArray, "'shape'");
        var shape = new List<long>(4);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            MessageCheck.Rank(shape.Count + 1, limits);
            shape.Add(reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long dimension) && dimension >= 0
                ? dimension
                : throw new RefusedException("a 'shape' holds something other than whole numbers from 0 up"));
        }

        return [.. shape];
    }

    /// <summary>Reads a parameter object for the one key that matters here.</summary>
    private static (bool? Flag, long? Number) ReadParameters(ref Utf8JsonReader reader, string wanted)
    {
        Expect(ref reader, JsonTokenType.StartObject, "'parameters'");
        bool? flag = null;
        long? number = null;
        var seen = new SeenProperties("'parameters'");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = seen.Add(ref reader);
            MessageCheck.Parameter(key);
            reader.Read();
            if (key != wanted)
            {
                reader.Skip();
                continue;
            }

            switch (reader.TokenType)
            {
                case JsonTokenType.True or JsonTokenType.False: flag = reader.GetBoolean(); break;
                case JsonTokenType.Number when reader.TryGetInt64(out long value): number = value; break;
                default: throw new RefusedException($"the parameter '{wanted}' has the wrong type");
            }
        }

        return (flag, number);
    }

    private static string Text(ref Utf8JsonReader reader, string property)
    {
        Expect(ref reader, JsonTokenType.String, $"'{property}'");
        return Decode(ref reader, $"'{property}'");
    }

    private static string Decode(ref Utf8JsonReader reader, string what)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new RefusedException($"{what} is no valid UTF-8 text");
        }
    }

    private static void Enter(ref Utf8JsonReader reader, JsonTokenType wanted, string what)
    {
        reader.Read();
        Expect(ref reader, wanted, what);
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType wanted, string what)
    {
        if (reader.TokenType != wanted)
        {
            throw new RefusedException($"{what} should be {Kind(wanted)}, it is {Kind(reader.TokenType)}");
        }
    }

    private static string Kind(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "a JSON object",
        JsonTokenType.StartArray => "a JSON array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.None => "missing",
        _ => "something else",
    };

    /// <summary>Refuses a property that comes twice: two readers of the same text must not see two meanings.</summary>
    private readonly struct SeenProperties(string where)
    {
        private readonly HashSet<string> _names = new(StringComparer.Ordinal);

        public string Add(ref Utf8JsonReader reader)
        {
            string name = Decode(ref reader, $"a property name of {where}");
            return _names.Add(name) ? name : throw new RefusedException($"{where} has '{name}' twice");
        }
    }
}
