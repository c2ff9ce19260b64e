using Lamina.Privacy.Attacks;
using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Runs;

/// <summary>
/// The features of a run's images at one set of exposed tensors, each computed once and kept up to a ceiling; beyond it they are
/// computed again when they are asked for. Thread safe. Owns the target.
/// </summary>
internal sealed class FeatureBank : IDisposable
{
    private readonly Lock _gate = new();
    private readonly long _ceiling;
    private long _bytes;

    public FeatureBank(AttackTarget target, RunImages images, long ceiling)
    {
        Target = target;
        _ceiling = ceiling;
        Training = new Cached(this, images.Training.Images);
        Validation = new Cached(this, images.Validation.Images);
        Victims = new Cached(this, images.Victims.Images);
    }

    public AttackTarget Target { get; }

    public IReadOnlyList<FeatureSet> Training { get; }

    public IReadOnlyList<FeatureSet> Validation { get; }

    public IReadOnlyList<FeatureSet> Victims { get; }

    public void Dispose() => Target.Dispose();


    private sealed class Cached(FeatureBank bank, IReadOnlyList<UnitImage> images) : IReadOnlyList<FeatureSet>
    {
        private readonly FeatureSet?[] _kept = new FeatureSet?[images.Count];

        public int Count => images.Count;

        public FeatureSet this[int index]
        {
            get
            {
                lock (bank._gate)
                {
                    if (_kept[index] is { } known)
                    {
                        return known;
                    }

                    FeatureSet made = bank.Target.Exact(images[index]);
                    long bytes = made.Maps.Sum(map => sizeof(float) * (long)map.Values.Length);
                    if (bank._bytes + bytes <= bank._ceiling)
                    {
                        bank._bytes += bytes;
                        _kept[index] = made;
                    }

                    return made;
                }
            }
        }

        public IEnumerator<FeatureSet> GetEnumerator() => Enumerable.Range(0, Count).Select(i => this[i]).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
