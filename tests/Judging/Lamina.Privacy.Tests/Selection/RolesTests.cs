using Lamina.Plans;
using Lamina.Privacy.Selection;
using Lamina.Privacy.Tests.Verdict;

namespace Lamina.Privacy.Tests.Selection;

public sealed class RolesTests
{
    private static readonly Sha256Digest[] Images = [.. SafeCut.Digests("image", 200)];

    [Fact]
    public void Deal_AllImages_HaveOneRole()
    {
        Roles roles = Roles.Deal(Images, 40, 20, 0.1, seed: 1);
        int[] all = [.. roles.Victims, .. roles.SearchVictims, .. roles.Validation, .. roles.Training];
        Assert.Equal(Enumerable.Range(0, 200), all.Order());
        Assert.Equal((40, 20, 14, 126), (roles.Victims.Length, roles.SearchVictims.Length, roles.Validation.Length, roles.Training.Length));
    }

    [Fact]
    public void Deal_SamePictureUnderTwoNames_IsUsedOnce()
    {
        Sha256Digest[] twice = [.. Images, .. Images];
        Roles roles = Roles.Deal(twice, 40, 20, 0.1, seed: 1);
        Sha256Digest[] used = [.. roles.Victims.Concat(roles.SearchVictims).Concat(roles.Validation).Concat(roles.Training).Select(i => twice[i])];
        Assert.Equal(200, used.Distinct().Count());
        Assert.Equal(200, used.Length);
        Assert.Equal(200, roles.Duplicates);
    }

    [Fact]
    public void Deal_OtherOrderOfArrival_IsTheSameImages()
    {
        Sha256Digest[] reversed = [.. Images.Reverse()];
        Assert.Equal(
            Roles.Deal(Images, 40, 20, 0.1, 5).Victims.Select(i => Images[i]),
            Roles.Deal(reversed, 40, 20, 0.1, 5).Victims.Select(i => reversed[i]));
    }

    [Fact]
    public void Deal_OtherSeed_IsOtherVictims() =>
        Assert.NotEqual(Roles.Deal(Images, 40, 20, 0.1, 1).Victims, Roles.Deal(Images, 40, 20, 0.1, 2).Victims);

    [Fact]
    public void Deal_FewerVictims_AreTheFirstOfMore() =>
        Assert.Equal(Roles.Deal(Images, 16, 0, 0.1, 1).Victims, Roles.Deal(Images, 40, 0, 0.1, 1).Victims.Take(16));

    [Theory]
    [InlineData(199, 0)]
    [InlineData(100, 99)]
    public void Deal_NothingLeftForTheAdversary_IsRefused(int victims, int search) =>
        Assert.Throws<ArgumentException>(() => Roles.Deal(Images, victims, search, 0.1, 1));
}
