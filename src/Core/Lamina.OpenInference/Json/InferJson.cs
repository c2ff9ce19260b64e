using System.Text.Json;
using Lamina.OpenInference.Memory;
using Lamina.OpenInference.Tensors;

namespace Lamina.OpenInference.Json;

/// <summary>
/// The REST form of inference messages: Open Inference Protocol v2 JSON, with Triton's binary tensor data extension.
/// It is also what travels sealed between client and enclave.
/// </summary>
public static class InferJson
{
    /// <summary>The HTTP header that says where the JSON ends and raw tensors begin.</summary>
    public const string HeaderLengthName = "Inference-Header-Content-Length";

    /// <summary>Writes a request with all its tensors binary.</summary>
    public static InferBody Write(InferRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return InferJsonWriter.Request(request);
    }

    /// <summary>Writes an answer.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="asked">The request, which says what travels binary; null for all of it.</param>
    /// <param name="scratch">Where the JSON text is put, which then lives as long; null for memory of the collector.</param>
    /// <returns>A refusal where an output is wanted as JSON and holds what JSON cannot say: NaN, infinity, or bytes that are no UTF-8.</returns>
    public static Outcome<InferBody> Write(InferResponse response, InferRequest? asked = null, ScratchMemory? scratch = null)
    {
        ArgumentNullException.ThrowIfNull(response);
        return Guard(() => InferJsonWriter.Response(response, asked, scratch));
    }

    /// <summary>Reads a request. Binary tensors are slices of <paramref name="body"/>.</summary>
    /// <param name="body">JSON, then raw tensors.</param>
    /// <param name="headerLength">Where the JSON ends; null when all of the body is JSON.</param>
    /// <param name="model">Model and version, which the address names, not the body.</param>
    /// <param name="limits">Ceilings.</param>
    /// <param name="scratch">Where tensors that come as JSON text are put, which then live as long; null for memory of the collector.</param>
    public static Outcome<InferRequest> ReadRequest(
        ReadOnlyMemory<byte> body, int? headerLength, (string Name, string Version) model, InferLimits limits, ScratchMemory? scratch = null)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return Guard(() =>
        {
            InferDocument document = InferJsonReader.Read(body, headerLength, "inputs", limits, scratch);
            return new InferRequest
            {
                ModelName = MessageCheck.Name(model.Name, limits, "model name"),
                ModelVersion = MessageCheck.Text(model.Version, limits, "model version"),
                Id = document.Id,
                Inputs = document.Tensors,
                Outputs = document.Outputs,
                BinaryOutput = document.BinaryOutput ?? false,
            };
        });
    }

    /// <summary>Reads an answer, which is as hostile as any input. Binary tensors are slices of <paramref name="body"/>.</summary>
    /// <param name="body">JSON, then raw tensors.</param>
    /// <param name="headerLength">Where the JSON ends; null when all of the body is JSON.</param>
    /// <param name="limits">Ceilings.</param>
    public static Outcome<InferResponse> ReadResponse(ReadOnlyMemory<byte> body, int? headerLength, InferLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return Guard(() =>
        {
            InferDocument document = InferJsonReader.Read(body, headerLength, "outputs", limits);
            return new InferResponse
            {
                ModelName = document.ModelName,
                ModelVersion = document.ModelVersion,
                Id = document.Id,
                Outputs = document.Tensors,
            };
        });
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
        catch (JsonException malformed)
        {
            return OipFault.Invalid($"the body is not the JSON that was wanted, near byte {malformed.BytePositionInLine ?? 0} of line {(malformed.LineNumber ?? 0) + 1}");
        }
    }
}
