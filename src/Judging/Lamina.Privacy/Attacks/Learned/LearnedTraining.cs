using System.Globalization;
using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;
using Lamina.Torch.Native;
using Lamina.Torch.Training;
using TorchSharp;

namespace Lamina.Privacy.Attacks.Learned;

/// <summary>The training loop of all learned attacks: the schedule with its doublings, limits, checkpoint, progress.</summary>
internal sealed class LearnedTraining : IDisposable
{
    private const int ValidationImages = 32;
    private static readonly TimeSpan BetweenCheckpoints = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan BetweenReports = TimeSpan.FromMilliseconds(500);

    private readonly ILearner _learner;
    private readonly LearningPlan _plan;
    private readonly AttackTarget _target;
    private readonly PairSource _pairs;
    private readonly int _batch;
    private readonly UnitImage[] _validation;
    private readonly FeatureSet[] _validationFeatures;
    private readonly AttackContext _context;
    private readonly BestWeights _best;
    private readonly string? _checkpoint;
    private readonly string _fingerprint;
    private LearningState _state;
    private byte[]? _trunk;
    private long _clock;
    private long _reported;
    private long _saved;
    private long _stepsHere;
    private double _secondsHere;

    private LearnedTraining(ILearner learner, LearningPlan plan, AttackTarget target, AdversaryData data, PairShuffle shuffle, PairPlan pairs, AttackContext context, long started, CancellationToken cancellation)
    {
        (_learner, _plan, _target, _context, _batch) = (learner, plan, target, context, pairs.Batch);
        (_clock, _reported, _saved) = (started, started, started);
        _validation = [.. data.Validation.Take(ValidationImages)];
        _validationFeatures = [.. _validation.Select(target.Exact)];
        _best = new BestWeights(learner.Generator);
        _state = new LearningState { Length = plan.Steps };
        _checkpoint = context.CheckpointFolder is { } folder ? Path.Combine(folder, $"{learner.Name}-{shuffle}-{context.Seed}.checkpoint") : null;
        _fingerprint = _checkpoint is null ? "" : JobFingerprint.Of(learner.Name, $"{plan} {learner.Settings} {pairs} {context.Precision}", target, data, shuffle.ToString(), context.Seed);
        if (_checkpoint is not null && ModuleCheckpoint.Load(_checkpoint, _fingerprint, [.. learner.Modules, _best], learner.Optimizers) is { } state)
        {
            _state = LearningState.FromJson(state);
            _trunk = _state.Branch is not null && File.Exists(TrunkFile) ? File.ReadAllBytes(TrunkFile) : null;
            Reopen();
        }

        _pairs = new PairSource(target, data.Training, shuffle, pairs, context.Seed, done => Report("features", done, data.Training.Count, double.NaN), cancellation);
        // Features that are computed once are part of the attack's time, not of a phase's.
        _state = _state with { Seconds = _state.Seconds + Tick() };
    }

    /// <summary>Trains a learner to the end of its plan.</summary>
    /// <returns>The reconstructor, which owns the learner.</returns>
    public static ITrainedReconstructor Run(
        ILearner learner, LearningPlan plan, AttackTarget target, AdversaryData data, PairShuffle shuffle, PairPlan pairs, AttackContext context, long started, CancellationToken cancellation)
    {
        try
        {
            using var training = new LearnedTraining(learner, plan, target, data, shuffle, pairs, context, started, cancellation);
            return training.Train(cancellation);
        }
        catch
        {
            learner.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _best.Dispose();

    private string TrunkFile => _checkpoint + ".trunk";

    private TrainedDecoder Train(CancellationToken cancellation)
    {
        if (_learner.BeginsAtASolution && _state.Start is null)
        {
            _state = _state with { Start = Validate() };
        }

        while (!_state.Done)
        {
            RunPhase(cancellation);
            FinishPhase();
        }

        _best.Restore(_learner.Generator);
        return new TrainedDecoder(_learner, _target.Tensors.Count)
        {
            Finished = !_state.CutShort,
            Steps = _state.Steps,
            ValidationSsim = _state.Best!.Value,
            StepDoublingGain = _state.Scores.Count > 1 ? _state.Scores[^1] - _state.Scores[^2] : null,
        };
    }

    /// <summary>The trunk up to the fall of the rate, then the fall. What stands at the branch is kept: a doubling goes on from there.</summary>
    private void RunPhase(CancellationToken cancellation)
    {
        double limit = PhaseLimit();
        double branch = LearningPlan.Branch(_state.PhaseStart, _state.Length);
        using CollectionPause pause = CollectionPause.Begin();
        while (_state.Steps < _state.Length && _state.PhaseSeconds < limit)
        {
            if (cancellation.IsCancellationRequested)
            {
                Save();
                throw new OperationCanceledException(cancellation);
            }

            double progress = Math.Max((_state.Steps - _state.PhaseStart) / (double)(_state.Length - _state.PhaseStart), _state.PhaseSeconds / limit);
            if (progress >= branch && _state.Branch is null)
            {
                KeepTrunk();
            }

            double loss = Step(LearningPlan.Rate(_state.Steps, progress, branch));
            pause.Renew();
            double seconds = Tick();
            _state = _state with { Steps = _state.Steps + 1, PhaseSeconds = _state.PhaseSeconds + seconds, Seconds = _state.Seconds + seconds };
            (_stepsHere, _secondsHere) = (_stepsHere + 1, _secondsHere + seconds);
            Report(_state.Scores.Count == 0 ? "training" : "doubling", _state.Steps - _state.PhaseStart, _state.Length - _state.PhaseStart, loss);
            if (_context.Time.GetElapsedTime(_saved) > BetweenCheckpoints)
            {
                Save();
            }
        }

        if (_state.Branch is null)
        {
            KeepTrunk();
        }

        _state = _state with { CutShort = _state.CutShort || _state.Steps < _state.Length };
    }

    private double Step(double rate)
    {
        using var scope = torch.NewDisposeScope();
        (IReadOnlyList<Tensor> features, Tensor pictures) = _pairs.Next(_state.Steps);
        return _learner.Step(features, pictures, rate);
    }

    private void FinishPhase()
    {
        double score = Validate();
        if (_state.Best is not { } best || score > best)
        {
            _best.Keep(_learner.Generator);
            _state = _state with { Kept = score };
        }

        _state = _state with { Kept = _state.Best, Scores = [.. _state.Scores, score] };
        GoOnOrEnd();
        Tick();
        Save();
    }

    /// <summary>Doubles the steps if the last doubling gained enough and there is time.</summary>
    private void GoOnOrEnd()
    {
        double gain = _state.Scores.Count < 2 ? double.PositiveInfinity : _state.Scores[^1] - _state.Scores[^2];
        // Doubling takes longer than everything before; one that the limit would cut to less than half says nothing.
        bool fits = _context.TimeLimit is not { } limit || limit.TotalSeconds - _state.Seconds > 0.6 * _state.Seconds;
        bool wanted = gain >= _plan.LeastGain && _state.Scores.Count <= _plan.MaxDoublings && _trunk is not null;
        _state = _state with { Done = !wanted || !fits, CutShort = _state.CutShort || (wanted && !fits), Limit = _context.TimeLimit?.TotalSeconds };
        if (!_state.Done)
        {
            BackToTrunk(2 * _state.Steps);
        }
    }

    /// <summary>A training that time cut short goes on where there is more of it: its last phase, from where the rate began to fall, up to the steps that were planned.</summary>
    private void Reopen()
    {
        if (!_state.Done || !_state.CutShort || (_context.TimeLimit is { } limit && limit.TotalSeconds <= (_state.Limit ?? _state.Seconds)))
        {
            return;
        }

        _state = _state with { Done = false, CutShort = false, Kept = _state.Best };
        long planned = _plan.Steps << (_state.Scores.Count - 1);
        if (_state.Steps >= planned)
        {
            // Every phase was whole; a doubling did not fit.
            GoOnOrEnd();
            return;
        }

        _state = _state with { Scores = [.. _state.Scores.SkipLast(1)] };
        BackToTrunk(planned);
    }

    /// <summary>Begins a phase from where the rate of the last one began to fall; without that, from where it ended.</summary>
    private void BackToTrunk(long length)
    {
        long from = _state.Steps;
        if (_trunk is not null)
        {
            using var trunk = new MemoryStream(_trunk);
            string at = ModuleCheckpoint.Read(trunk, "the trunk", _fingerprint, _learner.Modules, _learner.Optimizers);
            from = at.Length > 0 ? long.Parse(at, CultureInfo.InvariantCulture) : _state.Branch!.Value;
        }

        _state = _state with { Steps = from, PhaseStart = from, Length = length, PhaseSeconds = 0, Branch = null };
    }

    /// <summary>Keeps weights and moments where the rate begins to fall, if a doubling may follow or a run with more time.</summary>
    private void KeepTrunk()
    {
        _state = _state with { Branch = _state.Steps };
        if (_state.Scores.Count >= _plan.MaxDoublings && _checkpoint is null)
        {
            return;
        }

        using var trunk = new MemoryStream();
        ModuleCheckpoint.Write(trunk, _fingerprint, _state.Steps.ToString(CultureInfo.InvariantCulture), _learner.Modules, _learner.Optimizers);
        _trunk = trunk.ToArray();
        if (_checkpoint is not null)
        {
            File.WriteAllBytes(TrunkFile + ".new", _trunk);
            File.Move(TrunkFile + ".new", TrunkFile, overwrite: true);
            Save();
        }
    }

    /// <summary>Seconds this phase may take: half of a limit for the first if doublings are to follow, then what is left.</summary>
    private double PhaseLimit()
    {
        if (_context.TimeLimit is not { } limit)
        {
            return double.PositiveInfinity;
        }

        double left = limit.TotalSeconds - (_state.Seconds - _state.PhaseSeconds);
        return Math.Max(1e-3, _state.Scores.Count == 0 && _plan.MaxDoublings > 0 ? left / 2 : left);
    }

    private double Validate()
    {
        UnitImage[] guesses = [.. _validationFeatures.Select(features => TrainedDecoder.Reconstruct(_learner.Generator, features))];
        double[] scores = new double[guesses.Length];
        Parallel.For(0, scores.Length, i => scores[i] = StructuralSimilarity.Compute(_validation[i], guesses[i]));
        return scores.Average();
    }

    private double Tick()
    {
        long now = _context.Time.GetTimestamp();
        double seconds = _context.Time.GetElapsedTime(_clock, now).TotalSeconds;
        _clock = now;
        return seconds;
    }

    private void Save()
    {
        _saved = _context.Time.GetTimestamp();
        if (_checkpoint is not null)
        {
            ModuleCheckpoint.Save(_checkpoint, _fingerprint, _state.ToJson(), [.. _learner.Modules, _best], _learner.Optimizers);
        }
    }

    private void Report(string phase, long step, long steps, double loss)
    {
        if (_context.Progress is not { } progress || (step < steps && _context.Time.GetElapsedTime(_reported) < BetweenReports))
        {
            return;
        }

        _reported = _context.Time.GetTimestamp();
        double perSecond = _secondsHere > 0 ? _stepsHere / _secondsHere : 0;
        TimeSpan? left = perSecond > 0 ? TimeSpan.FromSeconds((steps - step) / perSecond) : null;
        double limit = PhaseLimit();
        left = left is { } time && double.IsFinite(limit) && time.TotalSeconds > limit - _state.PhaseSeconds ? TimeSpan.FromSeconds(Math.Max(0, limit - _state.PhaseSeconds)) : left;
        progress.Report(new AttackProgress(_learner.Name, phase, step, steps, loss, _state.Scores.Count > 0 ? _state.Scores[^1] : null, perSecond * _batch, left));
    }
}
