using System.Collections.Immutable;
using Lamina.Privacy.Identification;
using Lamina.Privacy.Records;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Controls;

/// <summary>Scores guesses of one set of victims, of attacks and of controls alike, with the same judge.</summary>
/// <remarks>Without a judge there is no label agreement, and re-identification goes by pixels alone.</remarks>
public sealed class VictimScorer
{
    private readonly IPictureJudge? _judge;
    private readonly Lazy<PictureOpinion[]>? _opinions;
    private readonly RecordScorer? _records;

    /// <summary>A scorer.</summary>
    /// <param name="victims">The victims, of one size.</param>
    /// <param name="judge">A classifier that is not the target; null without one. The caller's.</param>
    /// <param name="records">For pictures that are records: how their fields are scored; null where they are none.</param>
    public VictimScorer(IReadOnlyList<UnitImage> victims, IPictureJudge? judge = null, RecordScorer? records = null)
    {
        ArgumentNullException.ThrowIfNull(victims);
        Victims = victims;
        _judge = judge;
        _records = records;
        _opinions = judge is null ? null : new Lazy<PictureOpinion[]>(() => Opinions(victims));
    }

    /// <summary>The victims.</summary>
    public IReadOnlyList<UnitImage> Victims { get; }

    /// <summary>Scores guesses of all victims or of the first of them, per metric.</summary>
    /// <exception cref="ArgumentException">More guesses than victims, none, or of another size.</exception>
    public ImmutableDictionary<Metric, ImmutableArray<double>> Score(IReadOnlyList<UnitImage> guesses)
    {
        ArgumentNullException.ThrowIfNull(guesses);
        ImmutableDictionary<Metric, ImmutableArray<double>> scores = _judge is null ? ReconstructionScores.Of(Victims, guesses) : Judged(guesses);
        return _records is null ? scores : scores.SetItems(_records.Score(guesses));
    }

    private ImmutableDictionary<Metric, ImmutableArray<double>> Judged(IReadOnlyList<UnitImage> guesses)
    {
        PictureOpinion[] victims = _opinions!.Value;
        PictureOpinion[] seen = Opinions(guesses);
        return ReconstructionScores
            .Of(Victims, guesses, [.. victims.Select(opinion => opinion.Features)], [.. seen.Select(opinion => opinion.Features)])
            .SetItem(Metric.LabelAgreement, [.. LabelAgreement.Of(
                [.. victims.Take(seen.Length).Select(opinion => opinion.Label)], [.. seen.Select(opinion => opinion.Label)])]);
    }

    private PictureOpinion[] Opinions(IReadOnlyList<UnitImage> pictures)
    {
        PictureOpinion[] opinions = new PictureOpinion[pictures.Count];
        for (int i = 0; i < opinions.Length; i++)
        {
            // Equal pictures, as many controls are, need one run.
            opinions[i] = i > 0 && ReferenceEquals(pictures[i], pictures[i - 1]) ? opinions[i - 1] : _judge!.Look(pictures[i]);
        }

        return opinions;
    }
}
