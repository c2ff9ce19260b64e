using System.Collections.Immutable;
using Lamina.Privacy.Verdict;
using Lamina.Privacy.Verdict.Rules;

namespace Lamina.Privacy.Runs;

/// <summary>
/// The work of a run in its order: what costs little first, then the attack that most likely decides, the others, deeper tensors, and
/// last what only an acquittal needs (controls that must succeed, shuffled pairs, further seeds, fewer images).
/// </summary>
internal sealed class RunPlan
{
    /// <summary>Part of a limited time that the inverse network at the cut may take, at least.</summary>
    private const double InverseShare = 0.5;

    /// <summary>Tensors beyond the cut that <see cref="AttackKind.RmleDeeper"/> searches on too.</summary>
    private const int SearchedBeyond = 2;

    private readonly RunSubject _subject;
    private readonly RunOptions _options;
    private readonly AttackCatalog _catalog;
    private readonly ImmutableArray<ImmutableArray<string>> _exposed;
    private readonly int _victims;
    private readonly int _searched;
    private readonly int _controlled;
    private readonly int _images;
    private readonly Lazy<HashSet<PieceKey>> _wanted;

    public RunPlan(RunSubject subject, RunOptions options, AttackCatalog catalog, ImmutableArray<ImmutableArray<string>> exposed)
    {
        (_subject, _options, _catalog, _exposed) = (subject, options, catalog, exposed);
        _victims = subject.Images.Victims.Images.Count;
        _searched = Math.Min(options.WhiteBoxVictims, _victims);
        _controlled = Math.Min(Thresholds.Pictures, _victims);
        _images = subject.Images.Training.Images.Count;
        _wanted = new(() => [.. All().Select(step => step.Key)]);
    }

    /// <summary>What the worker sees.</summary>
    public ImmutableArray<ImmutableArray<string>> Exposed => _exposed;

    private ImmutableArray<string> Cut => _exposed[0];

    /// <summary>What is run in any case.</summary>
    public IEnumerable<RunStep> Steps()
    {
        RunStep[] steps = _options.AttacksOnly
            ? [.. Controls(), .. Attacks()]
            : [.. Controls(), .. Attacks(), .. Deeper(), .. Positives(), .. Shuffled(Cut, AttackFamily.ClosedForm), .. Shuffled(Cut, AttackFamily.Learned), .. DeeperShuffled()];

        // On a slow machine what is cheap may take all of a limited time: the inverse network's half comes first.
        return _options.MaxTime is null ? steps : steps.OrderBy(step => step.Share >= InverseShare ? 0 : 1);
    }

    /// <summary>What the attacks that decide need further: shuffled pairs, seeds, fewer images.</summary>
    public IEnumerable<RunStep> Further(IEnumerable<AttackRun> deciding) => deciding.SelectMany(run => Further(run.Kind, run.Tensors));

    /// <summary>What is run in any case, and what any of its attacks would need further if it decided.</summary>
    public IEnumerable<RunStep> All() => Steps().SelectMany(step => step is LearnedStep { Key.Role: PieceRole.Attack }
        ? Further(AttackKind.Find(step.Key.Name)!, step.Key.Tensors).Prepend(step)
        : [step]);

    /// <summary>Whether a piece is one of this run's, with its settings, images and victims. Others may condemn, never acquit.</summary>
    public bool Wants(PieceKey key) => _wanted.Value.Contains(key);

    private RunStep[] Further(AttackKind kind, ImmutableArray<string> tensors) =>
    [
        Learned(PieceRole.Shuffled, kind, tensors, _options.Seed, _images, _victims),
        .. Enumerable.Range(1, Math.Max(0, _options.Seeds - 1)).Select(more => Learned(PieceRole.Attack, kind, tensors, _options.Seed + more, _images, _victims)),
        .. new[] { (_images + 2) / 4, (_images + 1) / 2 }.Where(images => images >= 2)
            .Select(images => Learned(PieceRole.Scaling, kind, tensors, _options.Seed, images, 0)),
    ];

    private IEnumerable<RunStep> Controls() => Enum.GetValues<NegativeKind>()
        .Where(kind => kind != NegativeKind.ShuffledPairs && (kind != NegativeKind.ClassMean || _subject.Images.HasClassMeans))
        .Select(kind => new ControlStep(Key(PieceRole.Control, new NegativeControl { Kind = kind, Scores = [] }.Name, [], _victims), kind));

    private IEnumerable<RunStep> Attacks()
    {
        foreach (AttackKind kind in (AttackKind[])[AttackKind.Ridge, AttackKind.NearestNeighbour, AttackKind.InverseNetwork, AttackKind.FieldRegression, AttackKind.WorkerOutput, AttackKind.LabelProbe, AttackKind.ConditionalGan, AttackKind.Rmle, AttackKind.RmleDeeper, AttackKind.DeepImagePrior, AttackKind.Combined])
        {
            if (_options.Methods.Contains(kind) && Can(kind, Cut))
            {
                yield return Attack(PieceRole.Attack, kind, Cut);
            }
        }
    }

    private bool Can(AttackKind kind, ImmutableArray<string> tensors) => _catalog.Has(kind)
        && (kind != AttackKind.RmleDeeper || Searched(kind, tensors).Length > tensors.Length)
        && (kind != AttackKind.LabelProbe || _subject.Images.HasProbe)
        && (kind != AttackKind.FieldRegression || _subject.Images.Records is not null);

    private IEnumerable<RunStep> Deeper() => DeeperTensors().SelectMany(tensors =>
        Chosen(AttackFamily.ClosedForm).Concat(Chosen(AttackFamily.Learned).Take(1)).Select(kind => Attack(PieceRole.Attack, kind, tensors)));

    private IEnumerable<RunStep> DeeperShuffled() => DeeperTensors().SelectMany(tensors => Shuffled(tensors, AttackFamily.Learned).Take(1));

    private IEnumerable<ImmutableArray<string>> DeeperTensors() => _exposed.Skip(1).Take(_options.DeeperTensors);

    /// <summary>Where the cut is the first learned layer itself, the attacks there are their own control.</summary>
    private IEnumerable<RunStep> Positives() => Cut.SequenceEqual(_subject.FirstLearned)
        ? []
        : _options.Methods.Where(kind => kind.Family != AttackFamily.Label && Can(kind, Cut)).OrderBy(kind => kind.Family is AttackFamily.WhiteBox ? 1 : kind.Family is AttackFamily.Combined ? 2 : 0)
            .Select(kind => Attack(PieceRole.Positive, kind, _subject.FirstLearned));

    private IEnumerable<RunStep> Shuffled(ImmutableArray<string> tensors, AttackFamily family) =>
        Chosen(family).Select(kind => Learned(PieceRole.Shuffled, kind, tensors, _options.Seed, _images, _victims));

    /// <summary>Attacks that learn, the inverse network first.</summary>
    private IEnumerable<AttackKind> Chosen(AttackFamily family) => _options.Methods
        .Where(kind => kind.Family == family && kind != AttackKind.FieldRegression && _catalog.Has(kind))
        .OrderBy(kind => kind == AttackKind.InverseNetwork ? 0 : 1);

    private RunStep Attack(PieceRole role, AttackKind kind, ImmutableArray<string> tensors)
    {
        int all = role == PieceRole.Positive ? _controlled : _victims;
        int few = role == PieceRole.Positive ? _controlled : _searched;
        PieceKey[] learned = [.. new[] { AttackFamily.ClosedForm, AttackFamily.Learned }.SelectMany(Chosen).Select(other => Learned(role, other, tensors, _options.Seed, _images, all).Key)];
        PieceKey[] searched = [.. Chosen(AttackFamily.WhiteBox).Where(other => Can(other, tensors)).Select(other => Search(role, other, tensors, few, learned))];
        return kind.Family switch
        {
            AttackFamily.ClosedForm when kind == AttackKind.FieldRegression => new FieldStep(Key(role, kind.Name, tensors, all)),
            AttackFamily.Learned or AttackFamily.ClosedForm => Learned(role, kind, tensors, _options.Seed, _images, all),
            AttackFamily.WhiteBox => new SearchStep(Search(role, kind, tensors, few, learned), kind, _catalog, Searched(kind, tensors), learned),
            AttackFamily.Combined => new CombinedStep(Key(role, kind.Name, tensors, searched.Length > 0 ? few : all, From([.. learned, .. searched])), [.. learned, .. searched]),
            AttackFamily.Recognition => new NeighbourStep(Key(role, kind.Name, tensors, _victims)),
            AttackFamily.Label => new LabelStep(Key(role, kind.Name, tensors, _victims), kind),
            _ => throw new InvalidOperationException($"There is no step for {kind}."),
        };
    }

    private LearnedStep Learned(PieceRole role, AttackKind kind, ImmutableArray<string> tensors, long seed, int images, int victims) => new(
        new PieceKey { Role = role, Name = kind.Name, Tensors = tensors, Seed = seed, Images = images, Victims = victims }, kind, _catalog)
    {
        // At least half of a limited run goes to the inverse network at the cut.
        Share = kind == AttackKind.InverseNetwork && role == PieceRole.Attack && seed == _options.Seed && tensors.SequenceEqual(Cut) ? InverseShare : 0.1,
    };

    private PieceKey Key(PieceRole role, string name, ImmutableArray<string> tensors, int victims, string settings = "") =>
        new() { Role = role, Name = name, Tensors = tensors, Seed = _options.Seed, Images = _images, Victims = victims, Settings = settings };

    private PieceKey Search(PieceRole role, AttackKind kind, ImmutableArray<string> tensors, int victims, PieceKey[] learned) => Key(
        role, kind.Name, tensors, victims, From(learned) + (kind == AttackKind.RmleDeeper ? $" on {string.Join(", ", Searched(kind, tensors))}" : ""));

    /// <summary>The tensors whose features a search is to meet.</summary>
    private ImmutableArray<string> Searched(AttackKind kind, ImmutableArray<string> tensors) => kind != AttackKind.RmleDeeper ? tensors :
    [
        .. tensors,
        .. (tensors.SequenceEqual(Cut) ? _exposed : _subject.Exposed(tensors)).Skip(1).Take(SearchedBeyond).SelectMany(deeper => deeper),
    ];

    /// <summary>What an attack builds on is part of what it is.</summary>
    private static string From(IEnumerable<PieceKey> keys) => "from " + string.Join(", ", keys.Select(key => key.Name));
}
