using Lamina.Plans;

namespace Lamina.Enclave.Loading;

/// <summary>The plan as it was read: once, so that what is checked, attested and run is one and the same.</summary>
internal sealed class PlanSource
{
    private PlanSource(string folder, byte[] bytes, Plan plan, byte[] signature)
    {
        (Folder, Bytes, Plan, Signature) = (folder, bytes, plan, signature);
        Digest = Sha256Digest.Of(bytes);
    }

    /// <summary>Where the parts lie.</summary>
    public string Folder { get; }

    /// <summary>The exact bytes of <c>plan.json</c>.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The plan.</summary>
    public Plan Plan { get; }

    /// <summary>SHA-256 of <see cref="Bytes"/>, computed here.</summary>
    public Sha256Digest Digest { get; }

    /// <summary>What <c>plan.sig</c> holds; empty if there is none.</summary>
    public ReadOnlyMemory<byte> Signature { get; }

    /// <summary>Reads a plan.</summary>
    /// <exception cref="UnusablePlanException">It is missing or none.</exception>
    public static PlanSource Read(string folder)
    {
        byte[] bytes = PartFiles.ReadAll(Path.Combine(folder, Plan.FileName), Plan.MaxBytes);
        try
        {
            return new PlanSource(folder, bytes, Plan.Parse(bytes), PlanSignatureFile.Read(folder));
        }
        catch (PlanException refused)
        {
            throw new UnusablePlanException(refused.Message, refused);
        }
    }
}
