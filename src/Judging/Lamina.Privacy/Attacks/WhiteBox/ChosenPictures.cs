using Lamina.Privacy.Scores;
using Lamina.Privacy.Verdict.Rules;

namespace Lamina.Privacy.Attacks.WhiteBox;

/// <summary>What a search chose for one victim by feature error.</summary>
/// <param name="Best">The best of all there was, the learned start included.</param>
/// <param name="Own">The best of what the search made.</param>
internal readonly record struct ChosenPictures(UnitImage Best, UnitImage Own)
{
    /// <summary>Chooses.</summary>
    /// <param name="error">Exact feature error of a picture.</param>
    /// <param name="fromNothing">What searches from nothing made, at least one.</param>
    /// <param name="start">The learned picture; null without one.</param>
    /// <param name="moved">What a search made of it; null without one.</param>
    public static ChosenPictures Of(Func<UnitImage, double> error, IReadOnlyList<UnitImage> fromNothing, UnitImage? start, UnitImage? moved)
    {
        (UnitImage Image, double Error) Measured(UnitImage image) => (image, error(image));
        (UnitImage Image, double Error)[] made = [.. fromNothing.Select(Measured)];
        if (start is null || moved is null)
        {
            return new(Least(made), Least(made));
        }

        (UnitImage Image, double Error) before = Measured(start);
        (UnitImage Image, double Error) after = Measured(moved);

        // A start that was left as it is, or nearly, is the learned attack's work and not the search's.
        bool searched = after.Error <= Thresholds.LoweredError * before.Error;
        return new(Least([.. made, before, after]), Least(searched ? [.. made, after] : made));
    }

    /// <summary>What is no number is worse than every number.</summary>
    private static UnitImage Least((UnitImage Image, double Error)[] candidates) =>
        candidates.MinBy(candidate => double.IsNaN(candidate.Error) ? double.PositiveInfinity : candidate.Error).Image;
}
