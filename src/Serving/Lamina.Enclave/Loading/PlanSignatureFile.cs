using Lamina.Attestation.Policies;

namespace Lamina.Enclave.Loading;

/// <summary>Reads <c>plan.sig</c>, which the host may leave out, replace or damage: only a client's policy gives it meaning.</summary>
internal static class PlanSignatureFile
{
    /// <summary>The signature beside a plan; empty if there is none.</summary>
    /// <exception cref="UnusablePlanException">There is a file, and it holds no signature: better said now than found by every client.</exception>
    public static byte[] Read(string folder)
    {
        string path = Path.Combine(folder, PlanSignature.FileName);
        if (!File.Exists(path))
        {
            return [];
        }

        return PlanSignature.TryParse(PartFiles.ReadAll(path, PlanSignature.MaxFileLength), out byte[]? signature)
            ? signature
            : throw new UnusablePlanException($"'{PlanSignature.FileName}' holds no signature: wanted are {PlanSignature.Length} bytes as base64.");
    }
}
