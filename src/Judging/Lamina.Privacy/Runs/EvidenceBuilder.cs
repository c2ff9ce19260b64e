using System.Collections.Immutable;
using Lamina.Plans;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Runs;

/// <summary>Makes the evidence of one cut from finished pieces. It runs nothing: another budget judges the same pieces again.</summary>
internal static class EvidenceBuilder
{
    /// <summary>The evidence of one run: of the pieces it wants, and, where it wants none of an attack at some tensors, of what others have there, which can condemn only.</summary>
    public static Evidence Of(RunSubject subject, RunPlan plan, IReadOnlyCollection<Piece> pieces, RunOptions options, bool stopped)
    {
        ImmutableArray<ImmutableArray<string>> exposed = plan.Exposed;
        Piece[] ordered = [.. Ordered(pieces).Where(piece => plan.Wants(piece.Key))];
        RunImages images = subject.Images;
        return new Evidence
        {
            Budget = options.Budget,
            Scope = new PlanScope
            {
                Model = subject.Name,
                InputShape = subject.InputShape,
                KindOfImage = options.KindOfImage,
                AdversaryData = options.AdversaryData,
                Demonstration = options.Demonstration,
            },
            Exposed = exposed,
            Victims = new VictimSet { Digests = images.Victims.Digests, Blocks = images.Blocks, Tries = options.Tries },
            AdversaryImages = images.AdversaryDigests,
            ShorterSide = Math.Min(images.Victims.Images[0].Width, images.Victims.Images[0].Height),
            HasClassMeans = images.HasClassMeans,
            Records = images.Records is not null,
            // Whatever its role: a control that was cut short proves nothing, and what vouches for an attack must be whole.
            StoppedByTime = stopped || ordered.Any(piece => !piece.Finished),
            Attacks = [.. Attacks(ordered, Others(plan, pieces).ToArray(), exposed)],
            Positives = [.. Positives(ordered, subject.FirstLearned)],
            Negatives = [.. Negatives(ordered, exposed)],
            Seed = options.Seed,
        };
    }

    /// <summary>The same evidence once for each attack of another run, which stands in the place of this run's own and can condemn only.</summary>
    public static IEnumerable<Evidence> WithOthers(Evidence evidence, RunPlan plan, IReadOnlyCollection<Piece> pieces) =>
        from piece in Others(plan, pieces)
        where evidence.Attacks.Any(run => IsOf(piece, run) && !run.CondemnsOnly)
        select evidence with { Attacks = [.. evidence.Attacks.Select(run => IsOf(piece, run) ? Attack([piece], []) with { CondemnsOnly = true } : run)] };

    private static IEnumerable<Piece> Ordered(IReadOnlyCollection<Piece> pieces) =>
        pieces.OrderBy(piece => piece.Key.Seed).ThenBy(piece => piece.Key.Id(piece.Subject), StringComparer.Ordinal);

    /// <summary>Attacks of other runs on what the worker sees.</summary>
    private static IEnumerable<Piece> Others(RunPlan plan, IReadOnlyCollection<Piece> pieces) =>
        Ordered(pieces).Where(piece => !plan.Wants(piece.Key) && IsAttack(piece, plan.Exposed));

    private static bool IsAttack(Piece piece, ImmutableArray<ImmutableArray<string>> exposed) =>
        piece.Key.Role == PieceRole.Attack && !piece.Scores.IsEmpty && exposed.Any(tensors => tensors.SequenceEqual(piece.Key.Tensors));

    private static bool IsOf(Piece piece, AttackRun run) => piece.Key.Name == run.Kind.Name && piece.Key.Tensors.SequenceEqual(run.Tensors);

    private static IEnumerable<AttackRun> Attacks(Piece[] pieces, Piece[] others, ImmutableArray<ImmutableArray<string>> exposed) => pieces
        .Where(piece => IsAttack(piece, exposed))
        .Concat(others.Where(other => !pieces.Any(piece => piece.Key.Role == PieceRole.Attack && IsOf(piece, other))))
        .GroupBy(piece => (piece.Key.Name, Depth: exposed.Index().First(tensors => tensors.Item.SequenceEqual(piece.Key.Tensors)).Index))
        .OrderBy(group => group.Key.Depth)
        .ThenBy(group => Place(group.Key.Name))
        .Select(group => Attack(Newest(group), pieces) with { CondemnsOnly = others.Contains(group.First()) });

    private static int Place(string name) => AttackKind.All.TakeWhile(kind => kind.Name != name).Count();

    /// <summary>A run wants one piece of a seed. Of several of other runs (made from other candidates, or on more victims) the one with most victims.</summary>
    private static Piece[] Newest(IEnumerable<Piece> pieces) =>
        [.. pieces.GroupBy(piece => piece.Key.Seed).Select(seed => seed.OrderByDescending(piece => piece.Key.Victims).ThenByDescending(piece => piece.Key.Settings.Length).First())];

    private static AttackRun Attack(Piece[] seeds, Piece[] all)
    {
        Piece first = seeds[0];
        AttackKind kind = AttackKind.Find(first.Key.Name)!;
        return new AttackRun
        {
            Kind = kind,
            Tensors = first.Key.Tensors,
            Seeds = [.. seeds.Select(piece => new SeedScores { Seed = piece.Key.Seed, Scores = ScoresOf(piece) })],
            Finished = seeds.All(piece => piece.Finished),
            Trained = kind.Family is AttackFamily.Learned or AttackFamily.ClosedForm && kind != AttackKind.FieldRegression ? Strength(seeds, all) : null,
            Optimised = kind.Family == AttackFamily.WhiteBox && first.DistanceBetweenVictims is { } distance
                ? new OptimisedStrength { FeatureErrors = first.FeatureErrors, StartErrors = first.StartErrors, DistanceBetweenVictims = distance, FromLearned = first.FromLearned }
                : null,
        };
    }

    private static TrainedStrength Strength(Piece[] seeds, Piece[] all)
    {
        Piece first = seeds[0];
        Piece? shuffled = all.FirstOrDefault(piece => piece.Key.Role == PieceRole.Shuffled && IsOf(piece, first));
        IEnumerable<Piece> fewer = all.Where(piece => piece.Key.Role == PieceRole.Scaling && IsOf(piece, first) && piece.Key.Images < first.Key.Images && piece.ValidationSsim is not null);
        return new TrainedStrength
        {
            StepDoublingGain = seeds.Max(piece => piece.StepDoublingGain),
            TrainingFit = first.TrainingFit,
            ShuffledTrainingFit = shuffled?.TrainingFit ?? [],
            Scaling = [.. fewer.Append(first).OrderBy(piece => piece.Key.Images).Select(piece => new ScalingPoint(piece.Key.Images, piece.ValidationSsim ?? double.NaN))],
        };
    }

    private static bool IsOf(Piece piece, Piece attack) => piece.Key.Name == attack.Key.Name && piece.Key.Tensors.SequenceEqual(attack.Key.Tensors);

    /// <summary>Runs at the first cut after a learned layer; the attack's own where that is the cut that is judged.</summary>
    private static IEnumerable<PositiveControl> Positives(Piece[] pieces, ImmutableArray<string> first) =>
        from piece in pieces
        where piece.Key.Role == PieceRole.Positive || (piece.Key.Role == PieceRole.Attack && piece.Key.Tensors.SequenceEqual(first))
        let kind = AttackKind.Find(piece.Key.Name)
        where kind is not null && (piece.Key.Role == PieceRole.Positive || kind.Family is not (AttackFamily.Label or AttackFamily.Recognition))
        let scores = Controlled(piece, kind)
        where !scores.IsEmpty
        group (piece.Key.Tensors, Scores: scores) by kind into runs
        let one = runs.First()
        select new PositiveControl { Kind = runs.Key, Tensors = one.Tensors, Scores = one.Scores };

    /// <summary>A search must succeed by itself: what it started from is no part of its control.</summary>
    private static ImmutableArray<double> Controlled(Piece piece, AttackKind kind) =>
        kind.Family == AttackFamily.WhiteBox ? piece.OwnSsim : piece.Scores.TryGetValue(kind.PositiveMetric.Name, out ImmutableArray<double> scores) ? scores : [];

    private static IEnumerable<NegativeControl> Negatives(Piece[] pieces, ImmutableArray<ImmutableArray<string>> exposed)
    {
        foreach (Piece piece in pieces.Where(piece => piece.Key.Role == PieceRole.Control))
        {
            NegativeKind? kind = Enum.GetValues<NegativeKind>().Cast<NegativeKind?>()
                .FirstOrDefault(known => new NegativeControl { Kind = known!.Value, Scores = [] }.Name == piece.Key.Name);
            if (kind is not null)
            {
                yield return new NegativeControl { Kind = kind.Value, Scores = ScoresOf(piece) };
            }
        }

        foreach (Piece piece in pieces.Where(piece => piece.Key.Role == PieceRole.Shuffled && exposed.Any(tensors => tensors.SequenceEqual(piece.Key.Tensors))))
        {
            yield return new NegativeControl
            {
                Kind = NegativeKind.ShuffledPairs, Attack = AttackKind.Find(piece.Key.Name), Tensors = piece.Key.Tensors, Scores = ScoresOf(piece),
            };
        }
    }

    private static ImmutableDictionary<Metric, ImmutableArray<double>> ScoresOf(Piece piece) =>
        piece.Scores.Where(score => Metric.OfScores(score.Key) is not null).ToImmutableDictionary(score => Metric.OfScores(score.Key)!, score => score.Value);
}
