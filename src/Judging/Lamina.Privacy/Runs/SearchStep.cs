using System.Collections.Immutable;
using System.Globalization;
using Lamina.Privacy.Attacks;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Runs;

/// <summary>A search through the head's weights, started from the best learned reconstruction too.</summary>
/// <param name="key">What it makes.</param>
/// <param name="kind">The attack.</param>
/// <param name="catalog">Where it is.</param>
/// <param name="searched">The tensors whose features are to be met: the key's, or those and deeper ones.</param>
/// <param name="learned">Pieces whose reconstructions it may start from; the best on the adversary's validation images is taken.</param>
internal sealed class SearchStep(PieceKey key, AttackKind kind, AttackCatalog catalog, ImmutableArray<string> searched, IReadOnlyList<PieceKey> learned) : RunStep(key)
{
    public override bool EndsInTime => true;

    public override ImmutableArray<string> Inputs(PieceStore store) => Stamps(store, learned);

    public override Piece Run(RunContext context, TimeSpan? limit, CancellationToken cancellation)
    {
        FeatureBank bank = context.Bank(searched);
        Piece[] pieces = [.. learned.Select(context.Store.Find).OfType<Piece>()];
        IReadOnlyList<UnitImage>? start = pieces
            .OrderByDescending(piece => piece.ValidationSsim ?? double.NegativeInfinity)
            .Select(piece => context.Store.LoadPictures(piece.Key))
            .FirstOrDefault(pictures => pictures is not null);
        IWhiteBoxAttack attack = catalog.Search(kind);
        AttackContext run = context.Attack(Key, limit);
        TimeSpan estimate = attack.Estimate(bank.Target, Key.Victims, start is not null, run);
        context.Talk.Say(string.Create(CultureInfo.InvariantCulture, $"{Key}: about {estimate.TotalMinutes:0.0} minutes for {Key.Victims} victims{(limit < estimate ? $", {limit.Value.TotalMinutes:0.0} are given" : "")}"));
        SearchResult found = attack.Search(
            bank.Target,
            context.Adversary,
            [.. Enumerable.Range(0, Key.Victims).Select(i => bank.Victims[i])],
            start is null ? null : [.. start.Take(Key.Victims)],
            run,
            cancellation);
        context.Store.SavePictures(Key, found.Reconstructions);

        // Where an attack it may start from is missing or was cut short, a better start may still come.
        bool finished = found.Finished && pieces.Length == learned.Count && pieces.All(piece => piece.Finished);
        return Result(context, context.Scorer.Score(found.Reconstructions), finished) with
        {
            OwnSsim = [.. found.Own.Select((image, i) => StructuralSimilarity.Compute(context.Images.Victims.Images[i], image))],
            FeatureErrors = [.. found.FeatureErrors],
            StartErrors = [.. found.StartErrors],
            DistanceBetweenVictims = found.DistanceBetweenVictims,
            FromLearned = found.FromLearned,
        };
    }
}
