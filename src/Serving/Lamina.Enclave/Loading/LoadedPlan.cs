using Lamina.Plans;
using Lamina.Protocol.KeyRelease;
using Lamina.Runtime;

namespace Lamina.Enclave.Loading;

/// <summary>
/// Step 0: the plan and the parts that run here, read once, hashed, and given to ONNX Runtime as those same bytes.
/// Owns its sessions. Safe for concurrent use.
/// </summary>
internal sealed class LoadedPlan : IDisposable
{
    private readonly PlanSource _source;

    private LoadedPlan(PlanSource source, Session head, Session? tail) => (_source, Head, Tail) = (source, head, tail);

    /// <summary>The plan.</summary>
    public Plan Plan => _source.Plan;

    /// <summary>The exact bytes of <c>plan.json</c>: what clients are given and what the digest covers.</summary>
    public ReadOnlyMemory<byte> Bytes => _source.Bytes;

    /// <summary>What <c>plan.sig</c> holds, for clients whose policy names a signer; empty if there is none. Not judged here: the enclave knows no signer.</summary>
    public ReadOnlyMemory<byte> Signature => _source.Signature;

    /// <summary>SHA-256 of <see cref="Bytes"/>, computed here.</summary>
    public Sha256Digest Digest => _source.Digest;

    /// <summary>The part before the cut.</summary>
    public Session Head { get; }

    /// <summary>The last layers, if the plan keeps them here.</summary>
    public Session? Tail { get; }

    /// <summary>Reads, hashes and loads a plan whose parts are not sealed.</summary>
    /// <param name="folder">Folder with <c>plan.json</c> and the parts.</param>
    /// <param name="settings">How head and tail run; they share its gate.</param>
    /// <exception cref="UnusablePlanException">A file is missing, differs from the plan, or cannot be run.</exception>
    public static LoadedPlan Load(string folder, SessionSettings settings) => Load(PlanSource.Read(folder), settings, key: null);

    /// <summary>Reads, opens if they are sealed, hashes and loads the parts.</summary>
    /// <param name="source">The plan, which was read before.</param>
    /// <param name="settings">How head and tail run; they share its gate.</param>
    /// <param name="key">What opens sealed parts; null where they are not sealed. Stays the caller's.</param>
    /// <exception cref="UnusablePlanException">A file is missing, differs from the plan, cannot be opened or cannot be run.</exception>
    public static LoadedPlan Load(PlanSource source, SessionSettings settings, ModelKey? key)
    {
        Plan plan = source.Plan;
        PartFiles files = new(source.Folder, source.Digest, key);
        Session head = LoadPart(files, plan.Head, settings);
        try
        {
            LoadedPlan loaded = new(source, head, plan.Tail is null ? null : LoadPart(files, plan.Tail, settings));
            FreeMemory.GiveBack();
            return loaded;
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

    private static Session LoadPart(PartFiles files, PlanPart part, SessionSettings settings)
    {
        byte[] model = files.Read(part.Files()[0]);
        Dictionary<string, ReadOnlyMemory<byte>> external = part.ExternalData.ToDictionary(file => file.File, file => (ReadOnlyMemory<byte>)files.Read(file));
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
