using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lamina.Plans.Validation;

namespace Lamina.Plans.Json;

/// <summary>Plan to canonical bytes and back.</summary>
internal static class PlanBytes
{
    public static byte[] Write(Plan plan)
    {
        ImmutableArray<Fault> faults = PlanValidator.Validate(plan);
        if (!faults.IsEmpty)
        {
            throw new PlanException(faults);
        }

        byte[] bytes = Canonical(plan);
        return bytes.Length <= Plan.MaxBytes
            ? bytes
            : throw new PlanException($"The plan would have {bytes.Length} bytes; at most {Plan.MaxBytes} are read.");
    }

    public static Plan Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > Plan.MaxBytes)
        {
            throw new PlanException($"The plan has {utf8.Length} bytes; at most {Plan.MaxBytes} are read.");
        }

        Plan plan = Deserialize(utf8);
        ImmutableArray<Fault> faults = PlanValidator.Validate(plan);
        if (!faults.IsEmpty)
        {
            throw new PlanException(faults);
        }

        // One plan, one digest: a second spelling of the same plan (spaces, escapes, 1.0 for 1) would be a second digest of it.
        byte[] canonical = Canonical(plan);
        if (!utf8.SequenceEqual(canonical))
        {
            int offset = utf8.CommonPrefixLength(canonical);
            int line = 1 + utf8[..offset].Count((byte)'\n');
            throw new PlanException($"The plan is not in canonical form: its bytes differ from what Lamina writes for the same plan, first at byte {offset} in line {line}.");
        }

        return plan;
    }

    private static Plan Deserialize(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, PlanJson.Default.Plan)
                ?? throw new PlanException("The plan is the JSON value null, an object was wanted.");
        }
        catch (JsonException fault)
        {
            throw new PlanException(JsonSentence.From("plan", fault), fault);
        }
        catch (RegexMatchTimeoutException fault)
        {
            // System.Text.Json tries a word it does not know as a number, by an expression with a time limit that a starved machine can exceed.
            throw new PlanException("The plan is not readable: a word in it is none of those that are wanted there.", fault);
        }
    }

    private static byte[] Canonical(Plan plan) => [.. JsonSerializer.SerializeToUtf8Bytes(plan, PlanJson.Default.Plan), (byte)'\n'];
}
