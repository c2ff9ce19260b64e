using System.Collections.Immutable;
using Lamina.Data;
using Lamina.Data.Loading;
using Lamina.Data.Samples;
using Lamina.Plans.Preprocess;
using Lamina.Privacy.Runs;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Selection;

namespace Lamina.Lab.Attacks;

/// <summary>The pictures of an attack in their roles.</summary>
/// <param name="Images">The roles, with the victims of the verdict.</param>
/// <param name="Search">The same with the victims on which a search chooses; null where there are none.</param>
/// <param name="OwnKind">True where the class folders are the model's labels: then the pictures are of its own kind.</param>
/// <param name="Relation">How the adversary's pictures relate to the victims, a sentence.</param>
internal sealed record AttackImages(RunImages Images, RunImages? Search, bool OwnKind, string Relation)
{
    /// <summary>Of the adversary's pictures those to choose on: one in seven, 80 of 560.</summary>
    private const double ValidationShare = 1 / 7.0;

    /// <summary>Reads pictures and deals roles.</summary>
    public static AttackImages Load(ImageRequest request, PreprocessingFile preprocess, Talk talk, CancellationToken cancellation)
    {
        Preprocessing preprocessing = preprocess.Preprocessing;
        RecordData? records = RecordData.Open(request.Data);
        (string source, bool parted) = Sources(request);
        PicturePool Read(string path, int most, params IReadOnlyList<string> splits) => PicturePool.Load(path, splits, most, preprocessing, request.Seed, talk, cancellation);
        PicturePool pool;
        Roles roles;
        if (parted)
        {
            PicturePool adversary = request.Synthetic ? Synthetic(request, preprocessing) : Read(request.Data, request.Images, "train", "val", "test");
            PicturePool victims = Read(source, 4 * (request.VictimImages + request.SearchImages), "test", "val", "train");
            if (records is not null && source == request.Data)
            {
                // Intervals may be over blocks of time, and a split has few of them.
                victims = victims.And(Read(source, 4 * (request.VictimImages + request.SearchImages), "val"));
            }

            pool = adversary.And(victims);
            roles = Deal(() => Roles.DealApart(pool.Digests, adversary.Pictures.Length, request.VictimImages, request.SearchImages, ValidationShare, request.Seed));
        }
        else
        {
            pool = Read(request.Data, request.Images + request.VictimImages + request.SearchImages, "train", "val", "test");
            int most = Math.Max(1, (int)(request.LargestShare * pool.Pictures.Length));
            roles = Deal(() => Roles.Deal(pool.Digests, Math.Min(request.VictimImages, most), Math.Min(request.SearchImages, most), ValidationShare, request.Seed));
        }

        string[] classes = [.. pool.Classes.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        ImmutableArray<int>? ofModel = Match(classes, preprocess);
        talk.Say($"{roles.Victims.Length} victims{(roles.SearchVictims.IsEmpty ? "" : $", {roles.SearchVictims.Length} more to search with")}, {roles.Training.Length} pictures for the adversary to learn from, {roles.Validation.Length} to choose on{(roles.Duplicates > 0 ? $"; {roles.Duplicates} left out as duplicates" : "")}");
        RunImages images = new()
        {
            Victims = Part(pool, roles.Victims, classes),
            Training = Part(pool, roles.Training, classes),
            Validation = Part(pool, roles.Validation, classes),
            Blocks = records is { PicturesAreBlocks: true } ? [] : Blocks(pool, roles.Victims),
            ModelClasses = ofModel,
            Records = records?.Scorer(pool, roles.Training, roles.Victims, classes),
        };
        return new AttackImages(
            images,
            roles.SearchVictims.IsEmpty ? null : images with
            {
                Victims = Part(pool, roles.SearchVictims, classes),
                Blocks = records is { PicturesAreBlocks: true } ? [] : Blocks(pool, roles.SearchVictims),
                Records = records?.Scorer(pool, roles.Training, roles.SearchVictims, classes),
            },
            ofModel is not null && !request.Synthetic,
            request.Synthetic ? $"No pictures: {roles.Training.Length + roles.Validation.Length} synthetic ones, in which nothing is shown. An adversary with pictures recovers more."
                : request.Victims is not null ? "Pictures of another source than the victims, disjoint from them."
                : parted ? "Pictures of the training split; the victims are of another split."
                : "Other pictures of the same source as the victims, disjoint from them.");
    }

    /// <summary>Where victims are read from, and whether that is apart from the adversary's pictures.</summary>
    private static (string Source, bool Parted) Sources(ImageRequest request)
    {
        if (request.Victims is { } victims)
        {
            return (victims, true);
        }

        if (request.Synthetic)
        {
            return (request.Data, true);
        }

        using SampleSet set = SampleSets.Open(request.Data, "train", "val", "test");
        return (request.Data, set.Splits.Contains("train") && set.Splits.Count > 1);
    }

    private static PicturePool Synthetic(ImageRequest request, Preprocessing preprocessing) => PicturePool.Synthetic(
        request.Images,
        preprocessing.FixedSize() ?? throw new DataException("The preprocessing gives no fixed image size, so no pictures can be made for it."),
        request.Seed);

    private static Roles Deal(Func<Roles> deal)
    {
        try
        {
            return deal();
        }
        catch (ArgumentException fault)
        {
            throw new DataException(fault.Message.Split(" (Parameter", 2)[0], fault);
        }
    }

    private static ImmutableArray<int>? Match(string[] classes, PreprocessingFile preprocess)
    {
        try
        {
            return preprocess.Preprocessing.Labels is null || classes.Length == 0 ? null : ClassMap.Match(classes, preprocess.Preprocessing.Labels, preprocess.Wnids).Of;
        }
        catch (DataException)
        {
            // Attacks need no labels; pictures of another kind are a demonstration.
            return null;
        }
    }

    /// <summary>Numbers of the groups, where any two pictures share one.</summary>
    private static ImmutableArray<int> Blocks(PicturePool pool, ImmutableArray<int> victims)
    {
        string[] groups = [.. victims.Select(i => pool.Groups[i])];
        if (groups.Zip(victims, (group, i) => group == pool.Names[i]).All(alone => alone))
        {
            return [];
        }

        string[] distinct = [.. groups.Distinct(StringComparer.Ordinal)];
        return [.. groups.Select(group => Array.IndexOf(distinct, group))];
    }

    private static RunPart Part(PicturePool pool, ImmutableArray<int> indices, string[] classes) => new()
    {
        Images = UnitPictures.Lazily([.. indices.Select(i => pool.Pictures[i])]),
        Digests = [.. indices.Select(i => pool.Digests[i])],
        Names = [.. indices.Select(i => pool.Names[i])],
        Labels = [.. indices.Select(i => pool.Classes[i] is { } name ? Array.IndexOf(classes, name) : -1)],
    };
}
