using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Attacks.WhiteBox;

/// <summary>A victim that was searched for, as a checkpoint keeps it.</summary>
/// <param name="Victim">Digest of its features.</param>
/// <param name="Start">Digest of the learned picture the search started from; empty without one.</param>
/// <param name="Finished">False if time cut the search short.</param>
/// <param name="Best">See <see cref="ChosenPictures"/>.</param>
/// <param name="Own">See <see cref="ChosenPictures"/>.</param>
internal sealed record SearchedVictim(string Victim, string Start, bool Finished, UnitImage Best, UnitImage Own)
{
    /// <summary>The same with pictures as a file has them: a resumed run must not differ in the last bits.</summary>
    public SearchedVictim AsFloats() => this with { Best = Rounded(Best), Own = Rounded(Own) };

    private static UnitImage Rounded(UnitImage image) => UnitImage.FromPlanar(image.Width, image.Height, PictureTensors.Floats(image));
}
