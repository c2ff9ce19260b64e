namespace Lamina.Planning.Choosing;

/// <summary>
/// Where the search learns what a cut leaks. The attacks live elsewhere (docs/verdict.md); they answer with findings. A source
/// remembers what it found: asked again, in this run or the next, it runs nothing twice.
/// </summary>
public interface ILeakageSource
{
    /// <summary>Names of single attacks that can condemn a cut alone, the cheapest first. They never acquit.</summary>
    IReadOnlyList<string> Screens { get; }

    /// <summary>Runs one attack on one cut, on victims kept for searching.</summary>
    /// <param name="screen">One of <see cref="Screens"/>.</param>
    /// <param name="cut">The cut.</param>
    /// <param name="cancellation">Interrupts it; what is finished is kept.</param>
    Task<LeakageFinding> ScreenAsync(string screen, CutCandidate cut, CancellationToken cancellation);

    /// <summary>Runs the whole portfolio on a cut and the next deeper ones, on victims kept for searching.</summary>
    /// <param name="cut">The cut.</param>
    /// <param name="deeper">Up to two deeper ones, the nearest first.</param>
    /// <param name="cancellation">Interrupts it; what is finished is kept.</param>
    Task<LeakageFinding> JudgeAsync(CutCandidate cut, IReadOnlyList<CutCandidate> deeper, CancellationToken cancellation);

    /// <summary>
    /// Scores the same attacks again, on victims that had no part in any choice but that earlier tries failed on them: the more
    /// tries, the surer the bounds of an acquittal must be.
    /// </summary>
    /// <param name="cut">The cut, judged before.</param>
    /// <param name="deeper">As it was judged.</param>
    /// <param name="tries">Cuts that were to be confirmed on these victims, this one included: 1 for the first.</param>
    /// <param name="cancellation">Interrupts it; what is finished is kept.</param>
    Task<LeakageFinding> ConfirmAsync(CutCandidate cut, IReadOnlyList<CutCandidate> deeper, int tries, CancellationToken cancellation);
}
