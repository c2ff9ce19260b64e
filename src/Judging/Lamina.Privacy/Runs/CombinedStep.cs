using System.Collections.Immutable;
using Lamina.Privacy.Attacks;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Runs;

/// <summary>
/// The attacks together: for every victim the one of the others' reconstructions, or their average, whose own features are nearest to
/// the victim's. Chosen by feature error alone, never by the victim's pixels.
/// </summary>
/// <param name="key">What it makes.</param>
/// <param name="others">Pieces whose reconstructions are combined.</param>
internal sealed class CombinedStep(PieceKey key, IReadOnlyList<PieceKey> others) : RunStep(key)
{
    public override ImmutableArray<string> Inputs(PieceStore store) => Stamps(store, others);

    public override Piece? Run(RunContext context, TimeSpan? limit, CancellationToken cancellation)
    {
        Piece[] pieces = [.. others.Select(context.Store.Find).OfType<Piece>().Where(piece => piece.Key.Victims >= Key.Victims)];
        IReadOnlyList<UnitImage>[] candidates = [.. pieces.Select(piece => context.Store.LoadPictures(piece.Key)).OfType<IReadOnlyList<UnitImage>>()];
        if (candidates.Length < 2)
        {
            return null;
        }

        FeatureBank bank = context.Bank(Key.Tensors);
        SearchResult found = CombinedAttack.Combine(
            bank.Target, context.Adversary, [.. Enumerable.Range(0, Key.Victims).Select(i => bank.Victims[i])], [.. candidates.Select(candidate => (IReadOnlyList<UnitImage>)[.. candidate.Take(Key.Victims)])]);
        context.Store.SavePictures(Key, found.Reconstructions);
        bool all = candidates.Length == others.Count && pieces.All(piece => piece.Finished);
        return Result(context, context.Scorer.Score(found.Reconstructions), all) with
        {
            FeatureErrors = [.. found.FeatureErrors], DistanceBetweenVictims = found.DistanceBetweenVictims,
        };
    }
}
