using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Attacks.WhiteBox;

/// <summary>Makes what a search moves.</summary>
/// <param name="victims">How many at a time.</param>
/// <param name="start">Pictures to start from; null for nothing.</param>
/// <param name="seed">Decides noise and weights.</param>
/// <param name="noise">True where a start from nothing is a restart.</param>
internal delegate IInversion InversionFactory(int victims, IReadOnlyList<UnitImage>? start, long seed, bool noise);

/// <summary>What all white-box attacks share: choosing the prior, starts, limits, checkpoint, and the choice among candidates by exact feature error.</summary>
internal sealed class WhiteBoxSearch
{
    /// <summary>Pixels that are searched at a time, about: more do not go faster.</summary>
    private const int PixelsAtATime = 4 * 224 * 224;

    private readonly string _name;
    private readonly WhiteBoxPlan _plan;
    private readonly AttackTarget _target;
    private readonly AdversaryData _data;
    private readonly AttackContext _context;
    private readonly InversionFactory _make;
    private readonly InversionLoop _loop;
    private readonly SearchCheckpoint _checkpoint;
    private readonly int _atATime;
    private readonly long _began;
    private string _phase = "";
    private long _reported;
    private long _iterations;
    private long _planned;
    private int _group;

    public WhiteBoxSearch(string name, string settings, WhiteBoxPlan plan, int atATime, AttackTarget target, AdversaryData data, AttackContext context, InversionFactory make)
    {
        plan.Check();
        data.Check(target.ImageSize);
        TorchSetup.Prepare(context);
        (_name, _plan, _target, _data, _context, _make) = (name, plan, target, data, context, make);
        _atATime = Math.Clamp(PixelsAtATime / (target.ImageSize.Width * target.ImageSize.Height), 1, atATime);
        _loop = new InversionLoop(target, plan, context.Precision, OnStep);
        _began = _reported = context.Time.GetTimestamp();
        _checkpoint = SearchCheckpoint.Open(
            context.CheckpointFolder is { } folder ? Path.Combine(folder, $"{name}-{context.Seed}.search") : null,
            () => JobFingerprint.Of(name, $"{plan} {settings} {context.Precision}", target, data, "search", context.Seed));
    }

    /// <summary>Searches for every victim.</summary>
    public SearchResult Run(IReadOnlyList<FeatureSet> victims, IReadOnlyList<UnitImage>? start, CancellationToken cancellation)
    {
        if (victims.Count == 0 || (start is not null && start.Count != victims.Count))
        {
            throw new ArgumentException($"{victims.Count} victims with {start?.Count ?? 0} learned reconstructions were given; at least one, and one each or none, were wanted.", nameof(start));
        }

        string[] victimDigests = [.. victims.Select(JobFingerprint.Of)];
        string[] startDigests = [.. victims.Select((_, i) => JobFingerprint.Of(start?[i]))];
        if (_checkpoint.Fit(victimDigests, startDigests, _context.TimeLimit) is { } dropped)
        {
            _context.Say?.Invoke($"{_name}: {dropped}");
        }

        bool tune = _plan.Priors.Length > 1 && _checkpoint.Prior is null;
        int tuning = Math.Min(_plan.TuningImages, _data.Validation.Count);
        long perVictim = ((long)_plan.Restarts * _plan.Iterations) + (start is null ? 0 : _plan.IterationsFromLearned);
        _planned = (tune ? (long)tuning * _plan.Priors.Length * TuningIterations : 0) + ((victims.Count - _checkpoint.Victims.Count) * perVictim);
        double prior = _plan.Priors.Length == 1 ? _plan.Priors[0] : _checkpoint.Prior ?? Tune(tuning, cancellation);
        _checkpoint.Save(prior);

        var distance = new FeatureDistance(victims);
        for (int first = _checkpoint.Victims.Count; first < victims.Count; first = _checkpoint.Victims.Count)
        {
            int count = Math.Min(_atATime, victims.Count - first);
            FeatureSet[] group = [.. victims.Skip(first).Take(count)];
            UnitImage[]? learned = start is null ? null : [.. start.Skip(first).Take(count)];
            (IReadOnlyList<ChosenPictures> chosen, bool all) = Attack(group, learned, distance, prior, victims.Count - first, cancellation);
            _checkpoint.Add([.. chosen.Select((pictures, i) => new SearchedVictim(victimDigests[first + i], startDigests[first + i], all, pictures.Best, pictures.Own))], prior);
        }

        SearchedVictim[] found = [.. _checkpoint.Victims.Take(victims.Count)];
        return new SearchResult
        {
            Reconstructions = [.. found.Select(victim => victim.Best)],
            Own = [.. found.Select(victim => victim.Own)],
            FeatureErrors = [.. found.Zip(victims, (own, victim) => distance.Between(_target.Exact(own.Own), victim))],
            StartErrors = start is null ? [] : [.. start.Zip(victims, (image, victim) => distance.Between(_target.Exact(image), victim))],
            DistanceBetweenVictims = distance.BetweenDifferent(victims, [.. _data.Validation.Take(4).Select(_target.Exact)]),
            Finished = found.All(victim => victim.Finished),
            FromLearned = start is not null,
        };
    }

    /// <summary>Times a few iterations on one batch and multiplies.</summary>
    public static TimeSpan Estimate(WhiteBoxPlan plan, int atATime, AttackTarget target, int victims, bool hasStart, AttackContext context, InversionFactory make)
    {
        const int Timed = 3;
        TorchSetup.Prepare(context);
        int batch = Math.Min(Math.Clamp(PixelsAtATime / (target.ImageSize.Width * target.ImageSize.Height), 1, atATime), Math.Max(1, victims));
        UnitImage grey = UnitImage.Constant(target.ImageSize.Width, target.ImageSize.Height, 0.5, 0.5, 0.5);
        FeatureSet[] group = [.. Enumerable.Repeat(target.Exact(grey), batch)];
        using IInversion inversion = make(batch, null, context.Seed, noise: true);
        var loop = new InversionLoop(target, plan, context.Precision, (_, _, _) => { });
        loop.Run(inversion, group, 1, plan.Priors[^1], () => 0, CancellationToken.None);
        long from = context.Time.GetTimestamp();
        loop.Run(inversion, group, Timed, plan.Priors[^1], () => 0, CancellationToken.None);
        double each = context.Time.GetElapsedTime(from).TotalSeconds / (Timed * batch);
        double tuning = plan.Priors.Length > 1 ? (double)plan.TuningImages * plan.Priors.Length * plan.Iterations / 2 : 0;
        return TimeSpan.FromSeconds(each * (tuning + (victims * (((double)plan.Restarts * plan.Iterations) + (hasStart ? plan.IterationsFromLearned : 0)))));
    }

    private int TuningIterations => Math.Max(1, _plan.Iterations / 2);

    /// <summary>The weight with the best mean score on images of the adversary's.</summary>
    private double Tune(int images, CancellationToken cancellation)
    {
        _phase = "choosing the prior";
        UnitImage[] own = [.. _data.Validation.Take(images)];
        FeatureSet[] features = [.. own.Select(_target.Exact)];
        double share = _planned == 0 ? 0 : images * _plan.Priors.Length * (double)TuningIterations / _planned;
        return _plan.Priors.Index().MaxBy(entry =>
        {
            // The time for choosing is dealt evenly, so that no weight is judged on fewer steps than another.
            double until = share * (entry.Index + 1) / _plan.Priors.Length;
            double from = share * entry.Index / _plan.Priors.Length;
            var guesses = new List<UnitImage>();
            foreach ((int group, FeatureSet[] some) in features.Chunk(_atATime).Index())
            {
                int groups = (features.Length + _atATime - 1) / _atATime;
                double groupUntil = from + ((until - from) * (group + 1) / groups);
                _group = some.Length;
                using IInversion inversion = _make(some.Length, null, _context.Seed, noise: false);
                guesses.AddRange(_loop.Run(inversion, some, TuningIterations, entry.Item, Deadline(groupUntil), cancellation).Pictures);
            }

            Func<UnitImage, UnitImage, double> score = _plan.TuneBy == Metric.Psnr ? PixelError.Psnr : StructuralSimilarity.Compute;
            return guesses.Zip(own, score).Average();
        }).Item;
    }

    private (IReadOnlyList<ChosenPictures> Chosen, bool Finished) Attack(
        FeatureSet[] group, UnitImage[]? learned, FeatureDistance distance, double prior, int left, CancellationToken cancellation)
    {
        var fromNothing = new List<IReadOnlyList<UnitImage>>();
        IReadOnlyList<UnitImage>? moved = null;
        bool finished = true;
        _group = group.Length;
        int searches = _plan.Restarts + (learned is null ? 0 : 1);
        double used = Used();
        for (int search = 0; search < searches; search++)
        {
            bool fromLearned = learned is not null && search == searches - 1;
            _phase = fromLearned ? "from the learned reconstruction" : "from nothing";
            using IInversion inversion = _make(group.Length, fromLearned ? learned : null, unchecked((_context.Seed * 31) + search), noise: search > 0);
            // What time is left is dealt evenly over what is left to do.
            double until = used + ((1 - used) * group.Length / left * (search + 1) / searches);
            (IReadOnlyList<UnitImage> pictures, bool all) = _loop.Run(
                inversion, group, fromLearned ? _plan.IterationsFromLearned : _plan.Iterations, prior, Deadline(until), cancellation);
            finished &= all;
            if (fromLearned)
            {
                moved = pictures;
            }
            else
            {
                fromNothing.Add(pictures);
            }
        }

        return ([.. group.Select((victim, i) => ChosenPictures.Of(
            image => distance.Between(_target.Exact(image), victim), [.. fromNothing.Select(pictures => pictures[i])], learned?[i], moved?[i]))], finished);
    }

    /// <summary>Share of the limit that is used up.</summary>
    private double Used() => _context.TimeLimit is { } limit ? Math.Min(1, _context.Time.GetElapsedTime(_began) / limit) : 0;

    /// <summary>0 now, 1 when that share of the limit is reached.</summary>
    private Func<double> Deadline(double until)
    {
        double from = Used();
        return _context.TimeLimit is null ? () => 0 : () => until <= from ? 1 : (Used() - from) / (until - from);
    }

    private void OnStep(long step, long steps, double loss)
    {
        _iterations += _group;
        if (_context.Progress is null || (step < steps && _context.Time.GetElapsedTime(_reported) < TimeSpan.FromMilliseconds(500)))
        {
            return;
        }

        _reported = _context.Time.GetTimestamp();
        double perSecond = _iterations / Math.Max(1e-6, _context.Time.GetElapsedTime(_began).TotalSeconds);
        _context.Progress.Report(new AttackProgress(_name, _phase, step, steps, loss, null, perSecond, TimeSpan.FromSeconds(Math.Max(0, _planned - _iterations) / perSecond)));
    }
}
