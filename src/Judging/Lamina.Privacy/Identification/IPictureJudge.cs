using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Identification;

/// <summary>A classifier that is not the target: it says whether a reconstruction still shows what the victim showed.</summary>
public interface IPictureJudge
{
    /// <summary>What it makes of one picture. Safe for many threads at a time.</summary>
    PictureOpinion Look(UnitImage picture);
}

/// <summary>What a classifier makes of a picture.</summary>
/// <param name="Label">Its best class.</param>
/// <param name="Features">What it sees before it classifies, as one vector.</param>
public sealed record PictureOpinion(int Label, float[] Features);
