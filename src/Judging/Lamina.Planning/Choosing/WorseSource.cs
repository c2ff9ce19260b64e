using Lamina.Plans;

namespace Lamina.Planning.Choosing;

/// <summary>Two sources asked the same, such as attacks on two kinds of picture: the worse answer counts, figure by figure.</summary>
/// <param name="first">Asked first; where it leaks the other is not asked.</param>
/// <param name="second">The other; it has the same screens.</param>
/// <param name="budget">What a figure is worse by.</param>
public sealed class WorseSource(ILeakageSource first, ILeakageSource second, PlanBudget budget) : ILeakageSource
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Screens => first.Screens;

    /// <inheritdoc/>
    public Task<LeakageFinding> ScreenAsync(string screen, CutCandidate cut, CancellationToken cancellation) =>
        BothAsync(source => source.ScreenAsync(screen, cut, cancellation));

    /// <inheritdoc/>
    public Task<LeakageFinding> JudgeAsync(CutCandidate cut, IReadOnlyList<CutCandidate> deeper, CancellationToken cancellation) =>
        BothAsync(source => source.JudgeAsync(cut, deeper, cancellation));

    /// <inheritdoc/>
    public Task<LeakageFinding> ConfirmAsync(CutCandidate cut, IReadOnlyList<CutCandidate> deeper, int tries, CancellationToken cancellation) =>
        BothAsync(source => source.ConfirmAsync(cut, deeper, tries, cancellation));

    private async Task<LeakageFinding> BothAsync(Func<ILeakageSource, Task<LeakageFinding>> ask)
    {
        LeakageFinding one = await ask(first).ConfigureAwait(false);
        if (one.Verdict == PlanVerdict.Leaks)
        {
            return one;
        }

        LeakageFinding other = await ask(second).ConfigureAwait(false);
        (LeakageFinding worse, LeakageFinding better) = Badness(other.Verdict) > Badness(one.Verdict) ? (other, one) : (one, other);
        return worse with
        {
            Reasons = [.. worse.Reasons, .. better.Reasons],
            Leakage = [.. one.Leakage.Concat(other.Leakage)
                .GroupBy(row => (string.Join('\n', row.Tensors), row.Attack, row.Metric))
                .Select(rows => rows.MaxBy(row => Exceedance.Worst([row], budget)?.Margin ?? row.Score.High)!)],
            Controls = [.. one.Controls, .. other.Controls],
            Scope = Both(worse.Scope, better.Scope),
        };
    }

    /// <summary>The worse one's scope, which names both kinds of picture and the fewer images of both adversaries.</summary>
    private static PlanScope? Both(PlanScope? worse, PlanScope? better) => worse is null || better is null ? worse ?? better : worse with
    {
        KindOfImage = worse.KindOfImage == better.KindOfImage ? worse.KindOfImage : $"{worse.KindOfImage}; and {better.KindOfImage}",
        Demonstration = worse.Demonstration || better.Demonstration,
        AdversaryImages = worse.AdversaryImages is { } one && better.AdversaryImages is { } other ? Math.Min(one, other) : worse.AdversaryImages ?? better.AdversaryImages,
    };

    private static int Badness(PlanVerdict verdict) => verdict switch
    {
        PlanVerdict.Leaks => 2,
        PlanVerdict.WithinBudget => 0,
        _ => 1,
    };
}
