using Lamina.Data;
using Lamina.Data.Loading;
using Lamina.Data.Samples;
using Lamina.Data.Splits;
using Lamina.Plans.Preprocess;

namespace Lamina.Lab.Training;

/// <summary>The pictures of a training, parted into those to learn from and those to watch the accuracy on. Owns their sources.</summary>
internal sealed class TrainingData : IDisposable
{
    private readonly SampleSet _set;
    private readonly SampleSet? _ownValidation;

    private TrainingData(SampleSet set, SampleSet? ownValidation, SplitPart train, SplitPart? validation, ClassMap classes)
    {
        _set = set;
        _ownValidation = ownValidation;
        Train = train;
        Validation = validation;
        Classes = classes;
    }

    /// <summary>Pictures to learn from.</summary>
    public SplitPart Train { get; }

    /// <summary>Pictures to watch; null for none.</summary>
    public SplitPart? Validation { get; }

    /// <summary>The model's class of each class folder.</summary>
    public ClassMap Classes { get; }

    /// <summary>Opens the data, matches its classes and parts it.</summary>
    public static TrainingData Open(string path, PreprocessingFile preprocess, double share, int seed)
    {
        if (share is < 0 or > 0.5)
        {
            throw new Refusal(ExitCode.Usage, $"--validation is {share}; 0 to 0.5 is possible.", "--validation");
        }

        SampleSet set = SampleSets.Open(path, "train");
        SampleSet? own = set.Splits.Contains("val") ? SampleSets.Open(path, "val") : null;
        try
        {
            var classes = ClassMap.Match(set.Classes, preprocess.Preprocessing.Labels, preprocess.Wnids);
            Sample[] samples = [.. set.Samples.Where(sample => sample.Label >= 0)];
            if (own is not null || share == 0)
            {
                return new TrainingData(set, own, SplitPlan.Part("train", samples), own is null ? null : SplitPlan.Part("val", own.Samples.Where(sample => sample.Label >= 0)), classes);
            }

            IReadOnlyList<SplitPart> parts = SplitPlan.Deal(samples, [("val", share), ("train", 1 - share)], seed);
            return new TrainingData(set, null, parts[1], parts[0].Samples.Count > 0 ? parts[0] : throw new DataException($"{path}: too few pictures to hold {share:0.##} of them out; use --validation 0."), classes);
        }
        catch
        {
            set.Dispose();
            own?.Dispose();
            throw;
        }
    }

    /// <summary>Decodes one part.</summary>
    public PictureCache Load(SplitPart part, Preprocessing preprocessing, Talk talk, CancellationToken cancellation)
    {
        var pictures = PictureCache.Load(
            part == Validation && _ownValidation is not null ? _ownValidation : _set, part.Samples, preprocessing,
            progress: done => talk.Progress(() => $"reading {part.Name}: {done} of {part.Samples.Count} pictures"), cancellation: cancellation);
        foreach ((string name, string reason) in pictures.Unreadable.Take(10))
        {
            talk.Say($"left out, unreadable: {name}: {reason}");
        }

        if (pictures.Unreadable.Count > 0)
        {
            talk.Say($"{pictures.Unreadable.Count} of {part.Samples.Count} pictures of {part.Name} are unreadable and left out.");
        }

        return pictures;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _set.Dispose();
        _ownValidation?.Dispose();
    }
}
