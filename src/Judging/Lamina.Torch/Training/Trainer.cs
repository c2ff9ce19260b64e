using Lamina.Data.Loading;
using Lamina.Plans.Preprocess;
using Lamina.Torch.Native;
using TorchSharp;

namespace Lamina.Torch.Training;

/// <summary>
/// Trains a module on labelled pictures. Interrupted, it leaves a checkpoint from which the next run goes on with the same
/// batches, random numbers and losses as if nothing had happened. Owns the optimizer, not the module.
/// </summary>
public sealed class Trainer : IDisposable
{
    private static readonly TimeSpan BetweenCheckpoints = TimeSpan.FromMinutes(5);

    private readonly OnnxModule _module;
    private readonly TrainingOptions _options;
    private readonly IBatchSource _training;
    private readonly IBatchSource? _validation;
    private readonly OutputKind _output;
    private readonly TimeProvider _time;
    private readonly torch.optim.Optimizer _optimizer;
    private readonly Tensor? _classWeights;
    private IReadOnlyList<float[]>? _best;
    private TrainingState _state;

    /// <summary>Prepares a training.</summary>
    /// <param name="module">What is trained, in place.</param>
    /// <param name="options">How.</param>
    /// <param name="training">Pictures to learn from, shuffled by the options' seed.</param>
    /// <param name="validation">Pictures to watch the accuracy on, or null.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="output">What the model's output is.</param>
    /// <param name="fingerprint">Names model and data; with the options it tells this job's checkpoints from others'.</param>
    /// <param name="time">Clock for speed and checkpoints.</param>
    /// <exception cref="ArgumentException">The options have faults; all are named.</exception>
    public Trainer(OnnxModule module, TrainingOptions options, IBatchSource training, IBatchSource? validation, int classes, OutputKind output, string fingerprint, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(time);
        if (options.Validate() is { Count: > 0 } faults)
        {
            throw new ArgumentException(string.Join("; ", faults) + ".", nameof(options));
        }

        _module = module;
        _options = options;
        _training = training;
        _validation = validation;
        _output = output;
        _time = time;
        module.Precision = options.Precision;
        _optimizer = Optimizers.Create(module, options);
        _classWeights = options.BalanceClasses ? Balance(training.Labels, classes) : null;
        _state = new TrainingState { Fingerprint = $"{options} {fingerprint}" };
    }

    /// <summary>The finished epochs.</summary>
    public IReadOnlyList<EpochRow> Rows => _state.Rows;

    /// <summary>Goes on from a checkpoint.</summary>
    /// <exception cref="TrainingException">It is damaged or of another job; the message names the difference.</exception>
    public void Resume(string checkpoint)
    {
        (TrainingState state, IReadOnlyList<float[]> values, IReadOnlyList<float[]>? best) =
            CheckpointFile.Load(checkpoint, _state.Fingerprint, ModuleValues.Lengths(_module), _optimizer.Load);
        ModuleValues.Restore(_module, values);
        _best = best;
        _state = state;
    }

    /// <summary>Trains to the end, or until cancelled; then the checkpoint is written first.</summary>
    /// <param name="checkpoint">File to keep the state in; null keeps none.</param>
    /// <param name="report">Told of every batch and epoch.</param>
    /// <param name="cancellation">Ends the training after the current batch.</param>
    public async Task RunAsync(string? checkpoint, Action<TrainingProgress> report, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(report);
        var pace = new Pace(_time);
        using CollectionPause pause = CollectionPause.Begin();
        while (_state.Epoch < _options.Epochs && (_options.Patience == 0 || _state.Waited < _options.Patience))
        {
            try
            {
                await RunEpochAsync(checkpoint, report, pace, pause, cancellation);
            }
            catch (OperationCanceledException)
            {
                Save(checkpoint);
                throw;
            }

            Save(checkpoint);
        }

        if (_options.Patience > 0 && _best is not null)
        {
            ModuleValues.Restore(_module, _best);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        _classWeights?.Dispose();
    }

    private async Task RunEpochAsync(string? checkpoint, Action<TrainingProgress> report, Pace pace, CollectionPause pause, CancellationToken cancellation)
    {
        long started = _time.GetTimestamp();
        long saved = started;
        double before = _state.Seconds;
        await foreach (Batch batch in _training.EpochAsync(_state.Epoch, _state.Batch, cancellation))
        {
            // One picture has no variance to normalise by.
            (double loss, long hits) = batch.Count > 1 ? Step(batch) : (0, 0);
            pause.Renew();
            int seen = batch.Count > 1 ? batch.Count : 0;
            _state = _state with
            {
                Batch = _state.Batch + 1,
                LossSum = _state.LossSum + loss * seen,
                Hits = _state.Hits + hits,
                Seen = _state.Seen + seen,
                Seconds = before + _time.GetElapsedTime(started).TotalSeconds,
            };
            pace.Add(batch.Count);
            report(Progress(pace, null));
            cancellation.ThrowIfCancellationRequested();
            if (_time.GetElapsedTime(saved) > BetweenCheckpoints)
            {
                Save(checkpoint);
                saved = _time.GetTimestamp();
            }
        }

        double speed = _state.Seen / Math.Max(1e-9, _state.Seconds);
        (double Loss, double Top1)? validation = _validation is null ? null : await ValidateAsync(_validation, cancellation);
        double seconds = before + _time.GetElapsedTime(started).TotalSeconds;
        FinishEpoch(new EpochRow(_state.Epoch + 1, Rate(), _state.LossSum / Math.Max(1, _state.Seen), _state.Hits / (double)Math.Max(1, _state.Seen), validation?.Loss, validation?.Top1, speed, seconds));
        report(Progress(pace, _state.Rows[^1]));
    }

    private void FinishEpoch(EpochRow row)
    {
        bool better = row.ValidationTop1 is { } now && now > _state.Rows.Select(earlier => earlier.ValidationTop1 ?? 0).DefaultIfEmpty(-1).Max();
        if (better && _options.Patience > 0)
        {
            _best = ModuleValues.Copy(_module);
        }

        _state = new TrainingState
        {
            Fingerprint = _state.Fingerprint,
            Epoch = _state.Epoch + 1,
            Waited = better ? 0 : _state.Waited + 1,
            Rows = [.. _state.Rows, row],
        };
    }

    private (double Loss, long Hits) Step(Batch batch)
    {
        using var scope = torch.NewDisposeScope();
        _module.train();
        // Dropout's random numbers follow from the step, not from what ran before it.
        torch.manual_seed(((long)_options.Seed << 40) + StepNumber());
        foreach (var group in _optimizer.ParamGroups)
        {
            group.LearningRate = Rate();
        }

        _optimizer.zero_grad();
        (Tensor logits, Tensor labels) = Forward(batch, _training, _options.Sides.At(_state.Epoch));
        Tensor loss = F.cross_entropy(logits, labels, _classWeights, label_smoothing: _options.LabelSmoothing);
        loss.backward();
        _optimizer.step();
        return (loss.ToDouble(), logits.argmax(1).eq(labels).sum().ToInt64());
    }

    private async Task<(double Loss, double Top1)> ValidateAsync(IBatchSource loader, CancellationToken cancellation)
    {
        double loss = 0;
        long hits = 0;
        _module.eval();
        await foreach (Batch batch in loader.EpochAsync(0, 0, cancellation))
        {
            using var scope = torch.NewDisposeScope();
            using var noGrad = torch.no_grad();
            (Tensor logits, Tensor labels) = Forward(batch, loader, side: null);
            loss += F.cross_entropy(logits, labels).ToDouble() * batch.Count;
            hits += logits.argmax(1).eq(labels).sum().ToInt64();
        }

        return (loss / loader.Count, hits / (double)loader.Count);
    }

    private (Tensor Logits, Tensor Labels) Forward(Batch batch, IBatchSource loader, int? side)
    {
        Tensor pictures = SideSchedule.Shrink(torch.tensor(batch.Values).reshape(loader.Shape(batch.Count)), side);
        return (ClassifierOutput.ToLogits(_module.forward(pictures), _output), torch.tensor(batch.Labels));
    }

    private TrainingProgress Progress(Pace pace, EpochRow? row)
    {
        long left = ((long)(_options.Epochs - _state.Epoch) * _training.Count) - ((long)_state.Batch * _options.BatchSize);
        double seen = Math.Max(1, _state.Seen);
        return new TrainingProgress(
            row?.Epoch ?? _state.Epoch + 1, _options.Epochs, row is null ? _state.Batch : _training.Batches, _training.Batches,
            row?.TrainLoss ?? _state.LossSum / seen, row?.TrainTop1 ?? _state.Hits / seen, pace.PerSecond, pace.TimeFor(left), row);
    }

    private long StepNumber() => ((long)_state.Epoch * _training.Batches) + _state.Batch;

    private double Rate() => LearningRateSchedule.At(_options, StepNumber(), _training.Batches);

    private void Save(string? checkpoint)
    {
        if (checkpoint is not null)
        {
            CheckpointFile.Save(checkpoint, _state, ModuleValues.Copy(_module), _best, _optimizer.Save);
        }
    }

    /// <summary>Total over (classes times pictures of the class); a class without pictures gets 0.</summary>
    private static Tensor Balance(IEnumerable<int> labels, int classes)
    {
        Dictionary<int, int> counts = labels.CountBy(label => label).ToDictionary();
        double total = counts.Values.Sum();
        float[] weights = [.. Enumerable.Range(0, classes).Select(i => counts.TryGetValue(i, out int count) ? (float)(total / (counts.Count * (double)count)) : 0)];
        return torch.tensor(weights).DetachFromDisposeScope();
    }
}
