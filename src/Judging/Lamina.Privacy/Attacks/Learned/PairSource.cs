using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Statistics;
using TorchSharp;

namespace Lamina.Privacy.Attacks.Learned;

/// <summary>Deals batches of training pairs. A step's batch follows from seed and step alone, so that a resumed run sees the same ones.</summary>
internal sealed class PairSource
{
    private readonly AttackTarget _target;
    private readonly float[][] _images;
    private readonly int[] _partners;
    private readonly PairPlan _plan;
    private readonly long _seed;
    private readonly FeatureSet[]? _cache;
    private readonly int _stride;

    /// <param name="target">What is attacked.</param>
    /// <param name="images">The adversary's training images.</param>
    /// <param name="shuffle">Which features each is paired with.</param>
    /// <param name="plan">What a batch is made of.</param>
    /// <param name="seed">Of the run.</param>
    /// <param name="report">Told how many images' features are computed, where they are cached.</param>
    /// <param name="cancellation">Ends the caching.</param>
    public PairSource(AttackTarget target, IReadOnlyList<UnitImage> images, PairShuffle shuffle, PairPlan plan, long seed, Action<int> report, CancellationToken cancellation)
    {
        _target = target;
        // The list may make its images when they are asked for, and thousands of steps ask.
        _images = [.. images.Select(PictureTensors.Floats)];
        _plan = plan;
        _seed = seed;
        _partners = shuffle == PairShuffle.Derangement ? new SeededRandom(seed ^ 0x5348_5546).Derangement(images.Count) : [.. Enumerable.Range(0, images.Count)];
        _stride = target.Forms.Where(form => form.IsSpatial).Select(form => target.ImageSize.Width / form.Width).DefaultIfEmpty(1).Max();
        if (plan.Cached)
        {
            _cache = new FeatureSet[images.Count];
            for (int i = 0; i < images.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                _cache[i] = target.Exact(images[i]);
                report(i + 1);
            }
        }
    }

    /// <summary>The batch of a step; the caller's scope owns it.</summary>
    public (IReadOnlyList<Tensor> Features, Tensor Pictures) Next(long step)
    {
        var random = new SeededRandom(unchecked((_seed * 1_000_003) + step));
        (int width, int height) = _plan.Parts ? (_plan.Side, _plan.Side) : _target.ImageSize;
        var chosen = new (int Image, int Left, int Top, bool Mirrored)[_plan.Batch];
        for (int i = 0; i < chosen.Length; i++)
        {
            // Cached features lie on the grid; parts whose features are computed anew may lie anywhere.
            int unit = _plan.Cached ? _stride : 1;
            chosen[i] = (
                random.Next(_images.Length),
                random.Next(((_target.ImageSize.Width - width) / unit) + 1) * unit,
                random.Next(((_target.ImageSize.Height - height) / unit) + 1) * unit,
                random.Next(2) == 1 && !_plan.Cached);
        }

        Tensor pictures = Windows(chosen, image => image, width, height);
        if (_cache is not null)
        {
            return ([.. _target.Forms.Select((_, t) => Cached(chosen, t))], pictures);
        }

        using var noGrad = torch.no_grad();
        return (_target.Features(Windows(chosen, image => _partners[image], width, height)), pictures);
    }

    private Tensor Windows(IEnumerable<(int Image, int Left, int Top, bool Mirrored)> chosen, Func<int, int> which, int width, int height) =>
        PictureTensors.Windows([.. chosen.Select(one => new PictureWindow(_images[which(one.Image)], _target.ImageSize.Width, one.Left, one.Top, one.Mirrored))], width, height);

    /// <summary>The windows of one tensor's cached features.</summary>
    private Tensor Cached((int Image, int Left, int Top, bool Mirrored)[] chosen, int tensor)
    {
        FeatureMap shape = _cache![0].Maps[tensor];
        int stride = _target.ImageSize.Width / shape.Width;
        (int columns, int rows) = _plan.Parts ? (_plan.Side / stride, _plan.Side / stride) : (shape.Width, shape.Height);
        int length = shape.Channels * rows * columns;
        float[] values = new float[chosen.Length * length];
        Parallel.For(0, chosen.Length, i =>
        {
            (int image, int left, int top, _) = chosen[i];
            ReadOnlySpan<float> from = _cache[_partners[image]].Maps[tensor].Values;
            Span<float> to = values.AsSpan(i * length, length);
            (int firstColumn, int firstRow) = _plan.Parts ? (left / stride, top / stride) : (0, 0);
            for (int row = 0; row < shape.Channels * rows; row++)
            {
                (int channel, int y) = Math.DivRem(row, rows);
                from.Slice((((channel * shape.Height) + firstRow + y) * shape.Width) + firstColumn, columns).CopyTo(to[(row * columns)..]);
            }
        });
        return torch.tensor(values).reshape(chosen.Length, shape.Channels, rows, columns);
    }
}
