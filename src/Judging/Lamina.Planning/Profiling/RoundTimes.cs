using System.Collections.Immutable;
using Lamina.Plans.Measured;

namespace Lamina.Planning.Profiling;

/// <summary>Milliseconds of one cut in one round.</summary>
/// <param name="Head">Head.</param>
/// <param name="Body">There and back with the body.</param>
/// <param name="Tail">Tail; 0 without one.</param>
/// <param name="Total">Head, there and back, tail: one clock over all.</param>
/// <param name="Handoff">There and back without the body, measured right after.</param>
internal readonly record struct RoundTimes(double Head, double Body, double Tail, double Total, double Handoff)
{
    /// <summary>The body's own time is the difference within each round, so that what slows a round slows both and cancels.</summary>
    public static CostRow Row(ImmutableArray<string> tensors, IReadOnlyList<RoundTimes> rounds, long headMemory)
    {
        var head = Spread.Of(rounds.Select(round => round.Head));
        var handoff = Spread.Of(rounds.Select(round => round.Handoff));
        var body = Spread.Of(rounds.Select(round => Math.Max(0, round.Body - round.Handoff)));
        var tail = Spread.Of(rounds.Select(round => round.Tail));
        var total = Spread.Of(rounds.Select(round => round.Total));
        return new CostRow
        {
            Tensors = tensors,
            HeadMs = head.Median,
            HeadMsP25 = head.P25,
            HeadMsP75 = head.P75,
            HandoffMs = handoff.Median,
            HandoffMsP25 = handoff.P25,
            HandoffMsP75 = handoff.P75,
            BodyMs = body.Median,
            BodyMsP25 = body.P25,
            BodyMsP75 = body.P75,
            TailMs = tail.Median,
            TailMsP25 = tail.P25,
            TailMsP75 = tail.P75,
            TotalMs = total.Median,
            TotalMsP25 = total.P25,
            TotalMsP75 = total.P75,
            HeadMemoryBytes = headMemory,
        };
    }
}
