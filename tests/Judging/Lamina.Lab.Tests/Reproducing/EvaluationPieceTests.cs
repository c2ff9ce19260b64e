using Lamina.Lab.Reproducing;
using Lamina.Privacy.Verdict;
using Lamina.Plans.Measured;

namespace Lamina.Lab.Tests.Reproducing;

public sealed class EvaluationPieceTests
{
    private static readonly EvaluationSubject Subject = new(EvaluationSubject.Photographs, "net", ["a", "b", "c"], "");

    [Fact]
    public void Pieces_OfThePaper_AreFiveCutsOfEverySubjectAndThreeOfTheGan()
    {
        string[] names = [.. EvaluationPiece.Of(EvaluationSubject.All).Select(piece => piece.Id)];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Equal(3 + (7 * (5 + 5 + 3 + 2)), names.Length);
        Assert.All(EvaluationSubject.All, subject => Assert.Equal(5, subject.Cuts.Length));

        // Untrained graphs are timed and never attacked.
        Assert.DoesNotContain(names, name => name.StartsWith("runtime/", StringComparison.Ordinal) && name.Split('/').Length > 2);
    }

    [Fact]
    public void Choice_DeeperBreak_CondemnsWhatLiesBefore()
    {
        EvaluationChoice choice = EvaluationChoice.Of(Subject, [Result("inverse-network-1", "a", 0.01), Result("inverse-network-2", "b", 0.3), Result("inverse-network-3", "c", 0.01)], Budgets.Find("strict")!);
        Assert.Equal(["condemned", "leaks", "not broken"], choice.States);
        Assert.Equal((2, 2), (choice.First, choice.Chosen));
        Assert.Empty(choice.WaitsFor);
    }

    [Fact]
    public void Choice_DeepestBroken_LeavesNoneAndThePieceOfTheLast()
    {
        EvaluationChoice choice = EvaluationChoice.Of(Subject, [Result("ridge-3", "c", 0.2)], Budgets.Find("strict")!);
        Assert.Equal(["condemned", "condemned", "leaks"], choice.States);
        Assert.Equal((3, 2), (choice.First, choice.Chosen));
    }

    [Fact]
    public void Choice_CheapAttackAlone_LeavesTheChoiceOpen()
    {
        EvaluationChoice choice = EvaluationChoice.Of(Subject, [Result("ridge-1", "a", 0.2), Result("ridge-2", "b", 0.01), Result("inverse-network-3", "c", 0.01)], Budgets.Find("strict")!);
        Assert.Equal(["leaks", "not run", "not broken"], choice.States);
        Assert.Equal([1], choice.WaitsFor);
    }

    private static EvaluationResult Result(string piece, string cut, double excess)
    {
        ScoreSummary Score(double mean) => new() { Mean = mean, Low = mean - 0.01, High = mean + 0.01, Max = mean + 0.1 };
        return new EvaluationResult
        {
            Format = EvaluationResult.CurrentFormat, Piece = "imagenet/net/" + piece, Command = "", Cut = cut, Finished = true, Date = default, Seconds = 0, ProcessorSeconds = 0, Machine = "", Version = "",
            Settings = new EvaluationSettings { Scale = "test", ModelSha256 = "" },
            Leakage = [new LeakageRow { Tensors = [cut], Attack = piece, Adversary = "", Metric = "ssim", Images = 100, Seeds = [1], Counted = false, Score = Score(0.3 + excess), Excess = Score(excess) }],
        };
    }
}
