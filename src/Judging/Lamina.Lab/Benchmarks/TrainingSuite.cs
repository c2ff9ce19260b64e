using System.Diagnostics;
using System.Globalization;
using Lamina.Data.Loading;
using Lamina.Data.Samples;
using Lamina.Privacy.Bench;
using Lamina.Torch;
using Lamina.Torch.Native;
using Lamina.Torch.Training;
using TorchSharp;

namespace Lamina.Lab.Benchmarks;

/// <summary>
/// <c>bench attacks --suite training</c>: pictures a second of <c>train</c> (loader, augmentation, optimizer, counting) against the bare forward
/// and backward pass of the same module over one batch that lies ready. Both in turns, the first of a round in turns too, in one process;
/// the first step of each, for which memory is asked for anew, is not counted.
/// </summary>
internal static class TrainingSuite
{
    private const double Goal = 0.9;
    private const int BatchSize = 64;
    private const int BatchesPerRound = 13;

    /// <summary>Runs the rounds.</summary>
    /// <param name="model">A classifier with its preprocessing.</param>
    /// <param name="data">Pictures in class folders; the split <c>train</c> if there is one.</param>
    /// <param name="threads">Threads of the arithmetic; 0 for all.</param>
    /// <param name="rounds">Rounds of both.</param>
    /// <param name="talk">Told of every round.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<BenchmarkReport> RunAsync(string model, string data, int threads, int rounds, IProgress<string> talk, CancellationToken cancellation)
    {
        NativeLibraries.Require();
        if (threads > 0)
        {
            torch.set_num_threads(threads);
        }

        using ModelInput input = ModelInput.Open(model, null);
        using SampleSet set = SampleSets.Open(data, "train");
        ClassMap classes = ClassMap.Match(set.Classes, input.Preprocess.Preprocessing.Labels, input.Preprocess.Wnids);
        Sample[] all = [.. set.Samples.Where(sample => sample.Label >= 0)];
        // Whole batches, evenly over the classes, which lie one after another.
        int size = Math.Min(BatchSize, all.Length / 2);
        if (size < 2)
        {
            throw new BenchmarkUnavailableException($"'{data}' holds {all.Length} pictures of the model's classes; two batches of at least two are wanted.");
        }

        int count = Math.Min(all.Length / size, BatchesPerRound) * size;
        Sample[] samples = [.. Enumerable.Range(0, count).Select(i => all[(int)((long)i * all.Length / count)])];
        var pictures = PictureCache.Load(set, samples, input.Preprocess.Preprocessing, cancellation: cancellation);
        using var module = OnnxModule.Create(input.Model);
        var loader = new BatchLoader(pictures, classes, size, new Augmentation(), seed: 1);
        List<double> trained = [], bare = [], ratios = [];
        // The first round warms allocator, caches and compiled code, and is not counted.
        for (int round = 0; round <= rounds; round++)
        {
            double other = round % 2 == 1 ? await BareAsync(module, loader, input, cancellation) : 0;
            double one = await TrainAsync(module, loader, classes, input, cancellation);
            other = round % 2 == 1 ? other : await BareAsync(module, loader, input, cancellation);
            talk.Report(string.Create(CultureInfo.InvariantCulture, $"round {round} of {rounds}: train {one:0.0}, bare {other:0.0} images/s"));
            if (round > 0)
            {
                trained.Add(one);
                bare.Add(other);
                ratios.Add(one / other);
            }
        }

        string how = $"{Path.GetFileName(model)} at {pictures.Size.Width}x{pictures.Size.Height}, batches of {size}, {loader.Batches - 1} counted a round, {torch.get_num_threads()} threads";
        return new BenchmarkReport
        {
            Machine = MachineName.Get(),
            Commit = BuildInfo.Commit,
            Results =
            [
                BenchmarkResult.Of("train-over-bare", ratios, "ratio", $"images a second of train over those of the bare forward and backward pass; {how}", Goal),
                BenchmarkResult.Of("train", trained, "images/s", $"one epoch: loader, augmentation, forward, backward, AdamW; {how}"),
                BenchmarkResult.Of("bare", bare, "images/s", $"forward, cross entropy, backward of one batch that lies ready; {how}"),
            ],
        };
    }

    private static async Task<double> TrainAsync(OnnxModule module, BatchLoader loader, ClassMap classes, ModelInput input, CancellationToken cancellation)
    {
        var options = new TrainingOptions { Epochs = 1, BatchSize = loader.Count / loader.Batches, WarmUpEpochs = 0, LearningRate = 1e-4 };
        using var trainer = new Trainer(module, options, loader, null, classes.Names.Count, input.Preprocess.Preprocessing.Output, "bench", TimeProvider.System);
        long start = 0;
        long end = 0;
        await trainer.RunAsync(null, Watch, cancellation);
        return Speed(loader, Stopwatch.GetElapsedTime(start, end));

        void Watch(TrainingProgress progress)
        {
            end = progress.Finished is null ? Stopwatch.GetTimestamp() : end;
            start = start == 0 ? end : start;
        }
    }

    private static async Task<double> BareAsync(OnnxModule module, BatchLoader loader, ModelInput input, CancellationToken cancellation)
    {
        Batch? batch = null;
        await foreach (Batch first in loader.EpochAsync(0, 0, cancellation))
        {
            batch = first;
            break;
        }

        using var pause = CollectionPause.Begin();
        using var outer = torch.NewDisposeScope();
        torch.Tensor ready = torch.tensor(batch!.Values).reshape(loader.Shape(batch.Count));
        torch.Tensor labels = torch.tensor(batch.Labels);
        module.train();
        long start = 0;
        for (int step = 0; step < loader.Batches; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            module.zero_grad();
            torch.Tensor logits = ClassifierOutput.ToLogits(module.forward(ready), input.Preprocess.Preprocessing.Output);
            torch.nn.functional.cross_entropy(logits, labels).backward();
            pause.Renew();
            start = start == 0 ? Stopwatch.GetTimestamp() : start;
        }

        return Speed(loader, Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Pictures a second of all batches but the first. All batches are whole.</summary>
    private static double Speed(BatchLoader loader, TimeSpan elapsed) => loader.Count * (loader.Batches - 1.0) / loader.Batches / elapsed.TotalSeconds;
}
