using System.Collections.Immutable;
using Lamina.Privacy.Attacks;
using Lamina.Privacy.Controls;
using Lamina.Privacy.Features;
using Lamina.Privacy.Identification;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Runs;

/// <summary>What every step of a run works with. Owns the targets it opens.</summary>
internal sealed class RunContext(RunSubject subject, RunOptions options, PieceStore store, IPictureJudge? judge, TimeProvider time, IProgress<AttackProgress>? progress, IRunTalk talk, RunTwin? twin, FeatureMemory? memory) : IDisposable
{
    private readonly Dictionary<string, FeatureBank> _banks = [];

    public RunSubject Subject => subject;

    public RunImages Images => subject.Images;

    public RunOptions Options => options;

    public PieceStore Store => store;

    public TimeProvider Time => time;

    public IRunTalk Talk => talk;

    public RunTwin? Twin => twin;

    public VictimScorer Scorer { get; } = new(subject.Images.Victims.Images, judge, subject.Images.Records);

    public AdversaryData Adversary { get; } = new() { Training = subject.Images.Training.Images, Validation = subject.Images.Validation.Images };

    /// <summary>The first images of the adversary's.</summary>
    public AdversaryData Fewer(int images) => images >= Adversary.Training.Count
        ? Adversary
        : Adversary with { Training = new Projected<UnitImage, UnitImage>(Adversary.Training, [.. Enumerable.Range(0, images)], image => image) };

    /// <summary>The features at some tensors. Only few sets of tensors are open at a time: a target holds the head twice.</summary>
    public FeatureBank Bank(ImmutableArray<string> tensors)
    {
        string name = string.Join('\n', tensors);
        if (!_banks.TryGetValue(name, out FeatureBank? bank))
        {
            const int open = 3;
            if (_banks.Count >= open)
            {
                (string oldest, FeatureBank least) = _banks.First();
                least.Dispose();
                _banks.Remove(oldest);
            }

            bank = new FeatureBank(AttackTarget.Open(subject.Model, subject.Preprocessing, tensors, options.Threads, memory), subject.Images, options.FeatureBytes);
            _banks[name] = bank;
        }

        return bank;
    }

    /// <summary>What an attack is told of its run.</summary>
    public AttackContext Attack(PieceKey key, TimeSpan? limit) => new()
    {
        Seed = key.Seed,
        CheckpointFolder = store.Checkpoint(key),
        Threads = options.Threads,
        Precision = options.Precision,
        TimeLimit = limit,
        Progress = progress,
        Say = talk.Say,
        Time = time,
    };

    public void Dispose()
    {
        foreach (FeatureBank bank in _banks.Values)
        {
            bank.Dispose();
        }

        _banks.Clear();
    }
}
