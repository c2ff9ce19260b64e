using System.Globalization;

namespace Lamina.Planning.Choosing;

/// <summary>What a cut may cost. A limit that is null does not apply.</summary>
public sealed record CutConstraints
{
    /// <summary>Memory of the enclave for head, tail and activations, in bytes.</summary>
    public long? EnclaveBytes { get; init; }

    /// <summary>Median time of a request, in milliseconds.</summary>
    public double? LatencyMs { get; init; }

    /// <summary>Bytes that cross to the worker with one request.</summary>
    public long? ExposedBytes { get; init; }

    /// <summary>Why a cut may not be chosen whatever it leaks, in words; null if it may.</summary>
    public string? Refusal(CutCandidate cut)
    {
        ArgumentNullException.ThrowIfNull(cut);
        return cut.Cost.HeadMemoryBytes > EnclaveBytes
            ? string.Create(CultureInfo.InvariantCulture, $"{cut} needs {cut.Cost.HeadMemoryBytes:#,0} bytes in the enclave, {EnclaveBytes:#,0} are allowed")
            : cut.Cost.TotalMs > LatencyMs
            ? string.Create(CultureInfo.InvariantCulture, $"{cut} takes {cut.Cost.TotalMs:0.##} ms, {LatencyMs:0.##} are allowed")
            : cut.ExposedBytes > ExposedBytes
            ? string.Create(CultureInfo.InvariantCulture, $"{cut} sends {cut.ExposedBytes:#,0} bytes a request, {ExposedBytes:#,0} are allowed")
            : null;
    }
}
