using System.Security.Cryptography;
using Lamina.Attestation.WellFormed;

namespace Lamina.Attestation.EventLogs;

/// <summary>One event that a TDX machine measured.</summary>
/// <param name="Register">0 to 3: the run-time measurement register it extended.</param>
/// <param name="Type">The event's type (TCG PC Client Platform Firmware Profile).</param>
/// <param name="Digest">SHA-384, 48 bytes.</param>
/// <param name="Data">What firmware wrote beside it; nothing vouches for it unless its digest is <paramref name="Digest"/>.</param>
public sealed record TdxEvent(int Register, uint Type, ReadOnlyMemory<byte> Digest, ReadOnlyMemory<byte> Data);

/// <summary>
/// The event log of a TDX machine (ACPI CCEL: TCG crypto-agile log). Replayed, it must give the registers of the quote; then
/// its digests are what the machine measured, one by one.
/// </summary>
public sealed class TdxEventLog
{
    /// <summary>The longest log that is read, in bytes.</summary>
    public const int MaxLength = 16 << 20;

    private const ushort Sha384Algorithm = 0x000C;
    private const uint NoAction = 3;
    private const int MaxAlgorithms = 8;

    private TdxEventLog(IReadOnlyList<TdxEvent> events) => Events = events;

    /// <summary>The events that extended a register, in order.</summary>
    public IReadOnlyList<TdxEvent> Events { get; }

    /// <summary>Reads a log; null and the fault if it is not well-formed.</summary>
    public static TdxEventLog? Parse(ReadOnlyMemory<byte> bytes, out string? fault)
    {
        fault = bytes.Length > MaxLength ? $"{bytes.Length} bytes are more than the {MaxLength} that are read" : null;
        if (fault is not null) return null;
        var reader = new FieldReader(bytes);
        Dictionary<ushort, ushort>? sizes = Header(ref reader, out fault);
        if (sizes is null) return null;

        List<TdxEvent> events = [];
        while (reader.Remaining >= 8 && !IsEnd(bytes.Span[reader.Position..]))
        {
            uint index = reader.U32("register of an event");
            uint type = reader.U32("type of an event");
            ReadOnlyMemory<byte> digest = Digest(ref reader, sizes, out fault);
            ReadOnlyMemory<byte> data = reader.Take(reader.U32("length of an event"), "event");
            fault ??= reader.Fault ?? (type != NoAction && index is < 1 or > 4 ? $"an event names register {index}, not 1 to 4" : null)
                ?? (type != NoAction && digest.Length != 48 ? "an event has no SHA-384 digest" : null);
            if (fault is not null) return null;
            if (type != NoAction) events.Add(new TdxEvent((int)index - 1, type, digest, data)); // 0 would be MRTD, 1 to 4 are RTMR0 to 3
        }

        return new TdxEventLog(events);
    }

    /// <summary>The four registers that these events give, 48 bytes each.</summary>
    public IReadOnlyList<byte[]> Replay()
    {
        byte[][] registers = [new byte[48], new byte[48], new byte[48], new byte[48]];
        foreach (TdxEvent entry in Events) registers[entry.Register] = SHA384.HashData([.. registers[entry.Register], .. entry.Digest.Span]);
        return registers;
    }

    /// <summary>Judges the log against a quote, as the step <c>event-log</c>.</summary>
    public VerificationStep Judge(TdxClaims claims)
    {
        ArgumentNullException.ThrowIfNull(claims);
        IReadOnlyList<byte[]> replayed = Replay();
        int[] wrong = [.. Enumerable.Range(0, 4).Where(i => !claims.Rtmr[i].Span.SequenceEqual(replayed[i]))];
        return wrong.Length == 0
            ? new VerificationStep(StepNames.EventLog, StepStatus.Passed, $"{Events.Count} events give the quote's registers")
            : new VerificationStep(StepNames.EventLog, StepStatus.Failed, $"the events do not give the quote's {string.Join(", ", wrong.Select(i => $"RTMR{i}"))}");
    }

    /// <summary>The first entry has the old layout and says which digests all others carry.</summary>
    private static Dictionary<ushort, ushort>? Header(ref FieldReader reader, out string? fault)
    {
        reader.Take(8 + 20, "first entry");
        ReadOnlyMemory<byte> data = reader.Take(reader.U32("length of the first entry"), "first entry");
        fault = reader.Fault;
        if (fault is not null) return null;
        var inner = new FieldReader(data);
        bool known = inner.Take(16, "signature").Span.SequenceEqual("Spec ID Event03\0"u8);
        inner.Take(8, "platform class and version");
        uint count = inner.U32("number of algorithms");
        Dictionary<ushort, ushort> sizes = [];
        for (uint i = 0; known && i < Math.Min(count, MaxAlgorithms); i++) sizes[inner.U16("algorithm")] = inner.U16("digest length");
        fault = !known ? "it does not start with 'Spec ID Event03'" : inner.Fault ?? (count > MaxAlgorithms ? $"{count} algorithms are more than {MaxAlgorithms}" : null);
        return fault is null ? sizes : null;
    }

    private static ReadOnlyMemory<byte> Digest(ref FieldReader reader, Dictionary<ushort, ushort> sizes, out string? fault)
    {
        fault = null;
        ReadOnlyMemory<byte> found = default;
        uint count = reader.U32("number of digests");
        for (uint i = 0; i < Math.Min(count, MaxAlgorithms) && reader.Fault is null; i++)
        {
            ushort algorithm = reader.U16("algorithm of a digest");
            if (!sizes.TryGetValue(algorithm, out ushort size))
            {
                fault = reader.Fault ?? $"an event has a digest of algorithm 0x{algorithm:x}, which the first entry does not name";
                return default;
            }

            ReadOnlyMemory<byte> digest = reader.Take(size, "digest");
            if (algorithm == Sha384Algorithm) found = digest;
        }

        if (count > MaxAlgorithms) fault = $"{count} digests are more than {MaxAlgorithms}";
        return found;
    }

    /// <summary>The table is larger than the log; what follows is all ones or all zeros.</summary>
    private static bool IsEnd(ReadOnlySpan<byte> rest) => rest[..8].IndexOfAnyExcept((byte)0xFF) < 0 || rest[..8].IndexOfAnyExcept((byte)0) < 0;
}
