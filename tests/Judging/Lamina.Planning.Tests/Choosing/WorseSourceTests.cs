using Lamina.Planning.Choosing;
using Lamina.Plans;

namespace Lamina.Planning.Tests.Choosing;

public sealed class WorseSourceTests
{
    private static readonly CutCandidate[] Cuts = [Scripted.Cut("a", 1), Scripted.Cut("b", 2), Scripted.Cut("c", 3)];

    [Fact]
    public async Task Search_CutThatOnlyTheSecondKindBreaks_IsNotChosen()
    {
        Scripted first = new("ridge"), second = new Scripted("ridge").With("ridge", "a", 0.6);
        Assert.Equal("a", (await SearchAsync(first)).Chosen!.Label);
        Assert.Equal("b", (await SearchAsync(new WorseSource(first, second, PlanBudget.He2019))).Chosen!.Label);
        Assert.Equal("b", (await SearchAsync(new WorseSource(second, first, PlanBudget.He2019))).Chosen!.Label);
    }

    [Fact]
    public async Task Search_CutThatTheSecondCannotConclude_IsNotChosen()
    {
        Scripted second = new Scripted("ridge").Verdict("a", PlanVerdict.Inconclusive).Verdict("b", PlanVerdict.Inconclusive);
        Decision decision = await SearchAsync(new WorseSource(new Scripted("ridge"), second, PlanBudget.He2019));
        Assert.Equal("c", decision.Chosen!.Label);
    }

    [Fact]
    public async Task Answer_OfTwo_HoldsTheWorseFigureOfEach()
    {
        Scripted first = new Scripted("ridge").With("judge", "a", 0.2), second = new Scripted("ridge").With("judge", "b", 0.25);
        LeakageFinding finding = await new WorseSource(first, second, PlanBudget.He2019).JudgeAsync(Cuts[0], [Cuts[1]], TestContext.Current.CancellationToken);
        Assert.Equal([("a", 0.2), ("b", 0.25)], finding.Leakage.Select(row => (row.Tensors[0], row.Score.Mean)));
    }

    [Theory]
    [InlineData(480, 120)]
    [InlineData(120, 480)]
    [InlineData(null, 120)]
    public async Task Answer_OfTwo_NamesBothKindsAndTheFewerImages(int? one, int? other)
    {
        LeakageFinding finding = await new WorseSource(new Scripted("ridge") { Scope = Scope("photographs", one) }, new Scripted("ridge") { Scope = Scope("drawings", other) }, PlanBudget.He2019)
            .JudgeAsync(Cuts[0], [Cuts[1]], TestContext.Current.CancellationToken);
        Assert.Equal(("photographs; and drawings", 120, false), (finding.Scope!.KindOfImage, finding.Scope.AdversaryImages, finding.Scope.Demonstration));
    }

    [Fact]
    public async Task Answer_FirstThatLeaks_IsNotAskedTwice()
    {
        Scripted second = new("ridge");
        await new WorseSource(new Scripted("ridge").With("ridge", "c", 0.9), second, PlanBudget.He2019).ScreenAsync("ridge", Cuts[2], TestContext.Current.CancellationToken);
        Assert.Empty(second.Asked);
    }

    private static PlanScope Scope(string kind, int? images) =>
        new() { Model = "net", InputShape = [3, 4, 4], KindOfImage = kind, AdversaryData = "others", Demonstration = false, AdversaryImages = images };

    private static Task<Decision> SearchAsync(ILeakageSource source) =>
        CutSearch.RunAsync(Cuts, new CutConstraints(), PlanBudget.He2019, source, cancellation: TestContext.Current.CancellationToken);
}
