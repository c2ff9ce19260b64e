using System.Collections.Immutable;
using Lamina.Privacy.Controls;
using Lamina.Privacy.Identification;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Runs;

/// <summary>
/// Victims that have no part in any choice: what is trained while searching is scored on them at once and put away, so that nothing
/// need be trained again when a chosen cut is confirmed. Nothing looks at these scores before that.
/// </summary>
/// <param name="subject">The same model and adversary's images with those victims.</param>
/// <param name="store">Where its pieces are kept.</param>
/// <param name="judge">The judge of the search; null without one.</param>
public sealed class RunTwin(RunSubject subject, PieceStore store, IPictureJudge? judge)
{
    private readonly VictimScorer _scorer = new(subject.Images.Victims.Images, judge, subject.Images.Records);
    private (PieceKey Key, ImmutableSortedDictionary<string, ImmutableArray<double>> Scores)? _scored;

    internal IReadOnlyList<UnitImage> Victims => subject.Images.Victims.Images;

    /// <summary>Scores what an attack that is being run makes of the first of these victims.</summary>
    /// <param name="key">The attack, as it is scored on the search's victims.</param>
    /// <param name="reconstruct">Makes so many reconstructions.</param>
    internal void Score(PieceKey key, Func<int, IReadOnlyList<UnitImage>> reconstruct)
    {
        // A part of the search's victims is as many of these; all of them are all of these.
        PieceKey own = key with { Victims = key.Role is PieceRole.Positive or PieceRole.Scaling ? Math.Min(key.Victims, Victims.Count) : Victims.Count };
        IReadOnlyList<UnitImage> images = reconstruct(own.Victims);
        if (images.Count > 0 && key.Role != PieceRole.Shuffled)
        {
            store.SavePictures(own, images);
        }

        _scored = (own, images.Count == 0
            ? ImmutableSortedDictionary<string, ImmutableArray<double>>.Empty
            : _scorer.Score(images).ToImmutableSortedDictionary(score => score.Key.Name, score => score.Value, StringComparer.Ordinal));
    }

    /// <summary>Keeps the piece that was scored last, with the strength of the one it belongs to.</summary>
    internal void Keep(Piece piece)
    {
        if (_scored is { } scored && scored.Key.Name == piece.Key.Name)
        {
            store.Save(piece with { Subject = subject.Digest, Key = scored.Key, Scores = scored.Scores });
        }

        _scored = null;
    }
}
