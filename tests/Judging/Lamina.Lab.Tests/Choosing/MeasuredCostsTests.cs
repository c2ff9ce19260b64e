using Lamina.Lab.Attacks;
using Lamina.Lab.Choosing;

namespace Lamina.Lab.Tests.Choosing;

public sealed class MeasuredCostsTests
{
    private static readonly CutName First = new(["a"], "first");
    private static readonly CutName Second = new(["b", "c"], "second");

    [Fact]
    public void Folder_OfTheSameCandidates_IsTheSame() =>
        Assert.Equal(MeasuredCosts.Folder("plan", [First, Second], []), MeasuredCosts.Folder("plan", [First, Second with { Label = "renamed" }], []));

    [Fact]
    public void Folder_OfOtherCandidatesOrAnotherTail_IsAnother()
    {
        string[] folders =
        [
            MeasuredCosts.Folder("plan", [First], []),
            MeasuredCosts.Folder("plan", [First, Second], []),
            MeasuredCosts.Folder("plan", [First, Second], ["d"]),
            MeasuredCosts.Folder("plan", [First, Second], ["e"]),
        ];
        Assert.Equal(folders.Length, folders.Distinct().Count());
        Assert.All(folders, folder => Assert.Equal("plan", Path.GetDirectoryName(folder)));
    }
}
