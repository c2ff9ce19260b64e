using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Lamina.Data.Loading;
using Lamina.Lab.Attacks;
using Lamina.Onnx.Inspection;
using Lamina.Plans.Preprocess;
using Lamina.Torch;
using Lamina.Torch.Native;
using Lamina.Torch.Training;
using TorchSharp;

namespace Lamina.Lab.Training;

/// <summary>One <c>train</c> from files to files.</summary>
internal static class TrainingJob
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>Trains, or goes on where an interrupted run of the same job stopped.</summary>
    public static async Task<int> RunAsync(TrainingRequest request, TimeProvider time, CancellationToken cancellation)
    {
        if (request.Options.Validate() is { Count: > 0 } faults)
        {
            throw new Refusal(ExitCode.Usage, string.Join("; ", faults) + ".");
        }

        NativeLibraries.Require();
        if (request.Threads > 0)
        {
            torch.set_num_threads(request.Threads);
        }

        var talk = new Talk(time);
        var files = new TrainingFiles(request.Out);
        using ModelInput input = ModelInput.Open(request.Model, request.Preprocess);
        Preprocessing preprocessing = input.Preprocess.Preprocessing;
        using TrainingData data = TrainingData.Open(request.Data, input.Preprocess, request.Validation, request.Options.Seed);
        using var module = OnnxModule.Create(input.Model);
        PictureCache trainPictures = data.Load(data.Train, preprocessing, talk, cancellation);
        PictureCache? validationPictures = data.Validation is null ? null : data.Load(data.Validation, preprocessing, talk, cancellation);
        CheckOutput(module, trainPictures, preprocessing, data.Classes);
        CheckSides(module, trainPictures, preprocessing.Tensor.Layout, request);

        string? frozenAt = request.Freeze is null ? null : FreezeTensor(input, request.Freeze);
        using FrozenPart? frozen = frozenAt is null ? null : FrozenPart.Of(input.Model, frozenAt);
        IBatchSource training = await SourceAsync(frozen, trainPictures, data.Classes, request, request.Augmentation, request.Options.Seed, talk, cancellation);
        IBatchSource? validation = validationPictures is null ? null : await SourceAsync(frozen, validationPictures, data.Classes, request, Augmentation.None, null, talk, cancellation);
        OnnxModule trained = frozen?.Rest ?? module;
        Prepare(files, request.Overwrite);
        Precision precision = JobPrecision.Choose(request.Precision, BegunWith(files), talk);
        TrainingOptions options = request.Options with { Precision = precision };
        string digest = Convert.ToHexStringLower(input.Model.SourceSha256() ?? []);
        string shown = Convert.ToHexStringLower(SHA256.HashData(PreprocessingFile.Write(preprocessing with { Labels = [.. data.Classes.Names] })));
        string fingerprint = $"{(frozenAt is null ? "" : $"frozen at {frozenAt} ")}{request.Augmentation} model {digest[..12]} shown as {shown[..12]} train {data.Train.Digest[..12]} val {data.Validation?.Digest[..12] ?? "none"}";
        using var trainer = new Trainer(trained, options, training, validation, data.Classes.Names.Count, preprocessing.Output, fingerprint, time);
        if (File.Exists(files.Checkpoint))
        {
            trainer.Resume(files.Checkpoint);
            talk.Say($"going on after {trainer.Rows.Count} of {request.Options.Epochs} epochs");
        }

        talk.Say($"training on {training.Count} pictures of {data.Classes.Names.Count} classes, watching {validation?.Count ?? 0}, {torch.get_num_threads()} threads, {JobPrecision.Name(precision)}");
        await File.WriteAllTextAsync(files.Record, Record(request with { Options = options }, data, digest), cancellation);
        await trainer.RunAsync(files.Checkpoint, progress => Report(progress, talk, files, trainer), cancellation);

        await File.WriteAllBytesAsync(PreprocessingFile.PathBeside(request.Out), PreprocessingFile.Write(preprocessing with { Labels = [.. data.Classes.Names] }), CancellationToken.None);
        trained.Trained(input.Model).Save(request.Out);
        talk.Say($"wrote {request.Out}");
        return ExitCode.Done;
    }

    /// <summary>Batches of pictures, or of what the frozen part makes of them.</summary>
    private static async Task<IBatchSource> SourceAsync(
        FrozenPart? frozen, PictureCache pictures, ClassMap classes, TrainingRequest request, Augmentation augmentation, int? seed, Talk talk, CancellationToken cancellation)
    {
        if (frozen is null)
        {
            return new BatchLoader(pictures, classes, request.Options.BatchSize, augmentation, seed);
        }

        if (augmentation != Augmentation.None)
        {
            throw new Refusal(ExitCode.Usage, "--freeze computes the frozen part once for each picture, so pictures cannot be changed at random.", "--freeze");
        }

        var plain = new BatchLoader(pictures, classes, request.Options.BatchSize, Augmentation.None, seed: null);
        return await frozen.ComputeAsync(plain, request.Options.BatchSize, seed, PictureCache.DefaultCeiling, done => talk.Progress(() => $"frozen part: {done} of {plain.Count} pictures"), cancellation);
    }

    /// <summary>The tensor a text names.</summary>
    private static string FreezeTensor(ModelInput input, string text)
    {
        ImmutableArray<string> tensors = CutName.Resolve(ModelInspection.Of(input.Model), text).Tensors;
        return tensors.Length == 1 ? tensors[0] : throw new Refusal(ExitCode.Usage, $"--freeze names {tensors.Length} tensors; one is possible.", "--freeze");
    }

    /// <summary>What the interrupted run computes in; null for a new one. A record without it is of a time when all was float32.</summary>
    private static string? BegunWith(TrainingFiles files)
    {
        if (!File.Exists(files.Checkpoint) || !File.Exists(files.Record))
        {
            return null;
        }

        using JsonDocument record = JsonDocument.Parse(File.ReadAllBytes(files.Record));
        return record.RootElement.TryGetProperty(JobPrecision.Key, out JsonElement name) ? name.GetString() : JobPrecision.Name(Precision.Float32);
    }

    private static void Prepare(TrainingFiles files, bool overwrite)
    {
        if (overwrite && Directory.Exists(files.Folder))
        {
            Directory.Delete(files.Folder, recursive: true);
        }

        Directory.CreateDirectory(files.Folder);
    }

    /// <summary>A model whose output does not fit the classes would fail in the middle, or worse, train.</summary>
    private static void CheckOutput(OnnxModule module, PictureCache pictures, Preprocessing preprocessing, ClassMap classes)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        module.eval();
        torch.Tensor logits = ClassifierOutput.ToLogits(module.forward(torch.zeros(pictures.BatchShape(1))), preprocessing.Output);
        if (logits.shape[1] != classes.Names.Count)
        {
            throw new Refusal(ExitCode.UnusableInput, $"The model tells {logits.shape[1]} classes apart, its data or labels have {classes.Names.Count}.");
        }
    }

    /// <summary>A graph with a fixed flattening takes one size only; better said now than hours later.</summary>
    private static void CheckSides(OnnxModule module, PictureCache pictures, TensorLayout layout, TrainingRequest request)
    {
        if (request.Options.Sides.Epochs == 0)
        {
            return;
        }

        if (layout != TensorLayout.Nchw)
        {
            throw new Refusal(ExitCode.Usage, "--sides shrinks pictures whose channels come first; this model's come last.", "--sides");
        }

        int own = Math.Min(pictures.Size.Width, pictures.Size.Height);
        if (request.Options.Sides.Sides.FirstOrDefault(side => side >= own) is > 0 and int large)
        {
            throw new Refusal(ExitCode.Usage, $"--sides names {large} pixels; the model's own pictures have {own}, smaller sides are possible.", "--sides");
        }

        if (request.Freeze is not null)
        {
            throw new Refusal(ExitCode.Usage, "--sides changes the pictures' size, --freeze computes the frozen part at one size: give one of them.", "--sides");
        }

        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        foreach (int side in request.Options.Sides.Sides)
        {
            try
            {
                module.forward(SideSchedule.Shrink(torch.zeros(pictures.BatchShape(1)), side));
            }
            catch (Exception fault) when (fault is System.Runtime.InteropServices.ExternalException or UnsupportedOperatorException or ArgumentException or InvalidOperationException)
            {
                throw new Refusal(ExitCode.UnusableInput, $"--sides: the model does not take pictures of {side} pixels: {fault.Message.Split('\n')[0]}");
            }
        }
    }

    private static void Report(TrainingProgress progress, Talk talk, TrainingFiles files, Trainer trainer)
    {
        if (progress.Finished is not { } row)
        {
            talk.Progress(() => string.Create(
                CultureInfo.InvariantCulture,
                $"epoch {progress.Epoch}/{progress.Epochs} batch {progress.Batch}/{progress.Batches} loss {progress.Loss:0.0000} accuracy {progress.Top1:0.000} {progress.ImagesPerSecond:0} images/s, {Talk.Duration(progress.Left)} left"));
            return;
        }

        string watched = row.ValidationTop1 is { } top1 ? string.Create(CultureInfo.InvariantCulture, $", validation loss {row.ValidationLoss:0.0000} accuracy {top1:0.0000}") : "";
        talk.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {row.Epoch}/{progress.Epochs}: loss {row.TrainLoss:0.0000} accuracy {row.TrainTop1:0.0000}{watched}, {row.ImagesPerSecond:0} images/s, {Talk.Duration(progress.Left)} left"));
        File.WriteAllLines(files.Rows, [EpochRow.Header, .. trainer.Rows.Select(each => each.ToCsv())]);
        TrainingCurve.Save(trainer.Rows, files.Curve);
    }

    private static string Record(TrainingRequest request, TrainingData data, string digest) => JsonSerializer.Serialize(
        new
        {
            Model = Path.GetFileName(request.Model),
            ModelSha256 = digest,
            Data = Path.GetFileName(Path.TrimEndingDirectorySeparator(request.Data)),
            Train = new { data.Train.Samples.Count, data.Train.Digest },
            Validation = data.Validation is null ? null : new { data.Validation.Samples.Count, data.Validation.Digest },
            request.Options,
            Sides = request.Options.Sides.ToString(),
            request.Augmentation,
            request.Freeze,
            Threads = torch.get_num_threads(),
            Precision = JobPrecision.Name(request.Options.Precision),
        },
        Json);
}
