using Lamina.Planning.Choosing;
using Lamina.Plans;

namespace Lamina.Planning.Tests.Choosing;

public sealed class CutSearchTests
{
    private static readonly CutCandidate[] Cuts = [Scripted.Cut("a", 10), Scripted.Cut("b", 20), Scripted.Cut("c", 30), Scripted.Cut("d", 40)];

    private static Task<Decision> Search(Scripted source, CutConstraints? constraints = null, CutCandidate[]? cuts = null) =>
        CutSearch.RunAsync(cuts ?? Cuts, constraints ?? new CutConstraints(), PlanBudget.He2019, source, null, TestContext.Current.CancellationToken);

    [Fact]
    public async Task RunAsync_ScreenBreaksADeepCut_ChoosesTheCheapestBehindItAndAsksNothingBeforeIt()
    {
        Scripted source = new Scripted("ridge", "inverse-network").With("ridge", "b", 0.41);
        Decision decision = await Search(source);
        Assert.Equal("c", decision.Chosen?.Label);
        Assert.Equal(["ridge d", "ridge c", "ridge b", "inverse-network d", "inverse-network c", "judge c", "confirm c"], source.Asked);
        Assert.Equal([CutState.Condemned, CutState.Leaks, CutState.Chosen, CutState.NotTried], decision.Outcomes.Select(outcome => outcome.State));
        Assert.Equal("b leaks 0.41 ssim by ridge (best control 0.18, mean-image): the upper bound of its mean, 0.430, is above 0.3.", decision.Reasons[1]);
    }

    [Fact]
    public async Task RunAsync_DeepestCutBroken_CondemnsAllAfterOneAttack()
    {
        Scripted source = new Scripted("ridge", "inverse-network").With("ridge", "d", 0.5);
        Decision decision = await Search(source);
        Assert.Null(decision.Chosen);
        Assert.Equal(["ridge d"], source.Asked);
        Assert.Equal(PlanVerdict.Leaks, decision.Verdict);
        Assert.Equal("d", decision.NearestMiss?.Cut.Label);
        Assert.Equal("No cut fits the budget 'he2019'; the nearest miss is d.", decision.Reasons[0]);
    }

    [Fact]
    public async Task RunAsync_PortfolioBreaksADeeperTensor_CondemnsUpToThatOne()
    {
        Scripted source = new Scripted("ridge").With("judge", "b", 0.6);
        Decision decision = await Search(source);
        Assert.Equal("c", decision.Chosen?.Label);
        Assert.Equal(["judge a", "judge c", "confirm c"], source.Asked.Where(step => !step.StartsWith("ridge", StringComparison.Ordinal)));
        Assert.Equal([CutState.Condemned, CutState.Leaks, CutState.Chosen, CutState.NotTried], decision.Outcomes.Select(outcome => outcome.State));
    }

    [Fact]
    public async Task RunAsync_ConfirmationFails_GoesOnToTheNextCut()
    {
        Scripted source = new Scripted().With("confirm", "a", 0.4);
        Decision decision = await Search(source);
        Assert.Equal("b", decision.Chosen?.Label);
        Assert.Equal(["judge a", "confirm a", "judge b", "confirm b"], source.Asked);
    }

    [Fact]
    public async Task RunAsync_EveryFurtherConfirmation_IsSaidToBeOne()
    {
        // The victims of the confirmation have chosen against a before c is held against them; b never comes to it, which is no try.
        Scripted source = new Scripted().With("confirm", "a", 0.4).Verdict("b", PlanVerdict.Inconclusive);
        Assert.Equal("c", (await Search(source)).Chosen?.Label);
        Assert.Equal(["judge a", "confirm a", "judge b", "judge c", "confirm c"], source.Asked);
        Assert.Equal([1, 2], source.Tries);
    }

    [Fact]
    public async Task RunAsync_ControlAboveARawLimit_CondemnsByTheExcessAlone()
    {
        // Everything scores more than 0.3, as a grey picture does; only b is above that picture.
        Scripted source = new Scripted { Control = 0.33 }.With("judge", "a", 0.33).With("judge", "b", 0.6);
        foreach (string deeper in (string[])["c", "d"])
        {
            source = source.With("judge", deeper, 0.34).With("confirm", deeper, 0.34);
        }

        Decision decision = await Search(source);
        Assert.Equal([CutState.Condemned, CutState.Leaks, CutState.Chosen, CutState.NotTried], decision.Outcomes.Select(outcome => outcome.State));
        Assert.Equal("b leaks 0.60 ssim by judge (best control 0.33, mean-image): the upper bound of its excess over the control, 0.290, is above 0.05 (the control alone exceeds the limit of 0.3).", decision.Reasons[1]);
        Assert.Equal([0.24, 0.24, -0.02], decision.Margins.Take(3).Select(margin => Math.Round(margin!.Value, 6)));
    }

    [Fact]
    public async Task RunAsync_Margins_AreOfThereOrDeeperAndOfWhatWasJudged()
    {
        // a was only screened when the portfolio broke b, where more was had; d was screened alone, and too costly cuts are not judged.
        Scripted source = new Scripted("ridge").With("judge", "b", 0.5).With("ridge", "a", 0.2);
        Decision decision = await Search(source);
        Assert.Equal([CutState.Condemned, CutState.Leaks, CutState.Chosen, CutState.NotTried], decision.Outcomes.Select(outcome => outcome.State));
        Assert.Equal(0.22, decision.Margins[0]!.Value, 1e-9);
        Assert.Equal(0.22, decision.Margins[1]!.Value, 1e-9);
        Assert.True(decision.Margins[2] < 0);
        Assert.Null(decision.Margins[3]);

        decision = await Search(new Scripted("ridge"), new CutConstraints { LatencyMs = 15 });
        Assert.Equal([false, true, true, true], decision.Margins.Select(margin => margin is null));
    }

    [Fact]
    public async Task RunAsync_Inconclusive_IsNotChosenAndNotABreak()
    {
        Scripted source = new Scripted().Verdict("a", PlanVerdict.Inconclusive).Verdict("b", PlanVerdict.Inconclusive).Verdict("c", PlanVerdict.Inconclusive).Verdict("d", PlanVerdict.Inconclusive);
        Decision decision = await Search(source);
        Assert.Null(decision.Chosen);
        Assert.Equal(PlanVerdict.Inconclusive, decision.Verdict);
        Assert.All(decision.Outcomes, outcome => Assert.Equal(CutState.Inconclusive, outcome.State));
        Assert.NotNull(decision.NearestMiss);
    }

    [Fact]
    public async Task RunAsync_DominatedCut_WaitsUntilTheOthersLeak()
    {
        CutCandidate[] cuts = [Scripted.Cut("a", 10, 500), Scripted.Cut("big", 20, 4000), Scripted.Cut("small", 25, 100)];
        Scripted source = new Scripted().With("judge", "a", 0.5);
        Decision decision = await Search(source, null, cuts);

        // 'big' is slower and sends more than 'a', but once 'a' leaks nothing earlier beats it.
        Assert.Equal("big", decision.Chosen?.Label);
        Scripted waiting = new Scripted().With("judge", "a", 0.1);
        Assert.Equal("a", (await Search(waiting, null, cuts)).Chosen?.Label);
        Assert.Equal(["judge a", "confirm a"], waiting.Asked);
    }

    [Fact]
    public async Task RunAsync_Constraints_ExcludeCutsAndSaySo()
    {
        Scripted source = new();
        CutCandidate[] cuts = [Scripted.Cut("a", 10, memory: 5000), Scripted.Cut("b", 20, 9000), Scripted.Cut("c", 90), Scripted.Cut("d", 30)];
        Decision decision = await Search(source, new CutConstraints { EnclaveBytes = 4000, ExposedBytes = 8000, LatencyMs = 50 }, cuts);
        Assert.Equal("d", decision.Chosen?.Label);
        Assert.Contains("a needs 5,000 bytes in the enclave, 4,000 are allowed.", decision.Reasons);
        Assert.Contains("b sends 9,000 bytes a request, 8,000 are allowed.", decision.Reasons);
        Assert.Contains("c takes 90 ms, 50 are allowed.", decision.Reasons);
    }

    [Fact]
    public async Task RunAsync_TooCostlyCutLeaks_CondemnsThoseBeforeIt()
    {
        Scripted source = new Scripted("ridge").With("ridge", "c", 0.5);
        Decision decision = await Search(source, new CutConstraints { LatencyMs = 25 });
        Assert.Null(decision.Chosen);
        Assert.Equal(["ridge d", "ridge c"], source.Asked);
        Assert.Equal(CutState.Condemned, decision.Outcomes[0].State);
    }

    [Fact]
    public async Task RunAsync_Pareto_HoldsJudgedCutsOnlyAndNoBeatenOne()
    {
        Scripted source = new Scripted("ridge").With("ridge", "a", 0.6).With("judge", "b", 0.5).With("confirm", "c", 0.2);
        Decision decision = await Search(source);
        Assert.Equal("c", decision.Chosen?.Label);
        Assert.Equal(["a", "b", "c"], decision.Pareto.Select(point => point.Cut.Label));
        Assert.True(decision.Pareto[0].Margin > decision.Pareto[1].Margin && decision.Pareto[1].Margin > 0 && decision.Pareto[2].Margin < 0);
    }

    [Fact]
    public async Task RunAsync_NoCandidates_Throws() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Search(new Scripted(), null, []));
}
