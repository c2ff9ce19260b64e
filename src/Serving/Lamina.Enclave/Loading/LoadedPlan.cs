using Lamina.Plans;
using Lamina.Runtime;

namespace Lamina.Enclave.Loading;

/// <summary>
/// Step 0: the plan and the parts that run here, read once, hashed, and given to ONNX Runtime as those same bytes.
/// Owns its sessions. Safe for concurrent use.
/// </summary>
internal sealed class LoadedPlan : IDisposable
{
    private LoadedPlan(Plan plan, byte[] bytes, byte[] signature, Session head, Session? tail)
    {
        (Plan, Bytes, Signature, Head, Tail) = (plan, bytes, signature, head, tail);
        Digest = Sha256Digest.Of(bytes);
    }

    /// <summary>The plan.</summary>
    public Plan Plan { get; }

    /// <summary>The exact bytes of <c>plan.json</c>: what clients are given and what the digest covers.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>What <c>plan.sig</c> holds, for clients whose policy names a signer; empty if there is none. Not judged here: the enclave knows no signer.</summary>
    public ReadOnlyMemory<byte> Signature { get; }

    /// <summary>SHA-256 of <see cref="Bytes"/>, computed here.</summary>
    public Sha256Digest Digest { get; }

    /// <summary>The part before the cut.</summary>
    public Session Head { get; }

    /// <summary>The last layers, if the plan keeps them here.</summary>
    public Session? Tail { get; }

    /// <summary>Reads, hashes and loads.</summary>
    /// <param name="folder">Folder with <c>plan.json</c> and the parts.</param>
    /// <param name="settings">How head and tail run; they share its gate.</param>
    /// <exception cref="UnusablePlanException">A file is missing, differs from the plan, or cannot be run.</exception>
    public static LoadedPlan Load(string folder, SessionSettings settings)
    {
        byte[] bytes = PartFiles.ReadAll(Path.Combine(folder, Plan.FileName), Plan.MaxBytes);
        Plan plan;
        try
        {
            plan = Plan.Parse(bytes);
        }
        catch (PlanException refused)
        {
            throw new UnusablePlanException(refused.Message, refused);
        }

        byte[] signature = PlanSignatureFile.Read(folder);
        Session head = LoadPart(folder, plan.Head, settings);
        try
        {
            return new LoadedPlan(plan, bytes, signature, head, plan.Tail is null ? null : LoadPart(folder, plan.Tail, settings));
        }
        catch
        {
            head.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Head.Dispose();
        Tail?.Dispose();
    }

    private static Session LoadPart(string folder, PlanPart part, SessionSettings settings)
    {
        byte[] model = PartFiles.ReadHashed(folder, part.Files()[0]);
        Dictionary<string, ReadOnlyMemory<byte>> external = part.ExternalData.ToDictionary(file => file.File, file => (ReadOnlyMemory<byte>)PartFiles.ReadHashed(folder, file));
        Session session;
        try
        {
            session = Session.Load(model, settings, external);
        }
        catch (InferenceException refused)
        {
            throw new UnusablePlanException($"'{part.File}': {refused.Message}", refused);
        }

        if (SpecCheck.Difference(session, part) is { } difference)
        {
            session.Dispose();
            throw new UnusablePlanException($"'{part.File}' is not the part that the plan describes: {difference}");
        }

        return session;
    }
}
