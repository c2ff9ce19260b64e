using System.Globalization;
using System.Text.Json;
using Lamina.Data.Loading;
using Lamina.Data.Samples;
using Lamina.Torch.Training;

namespace Lamina.Lab.Evaluation;

/// <summary>Runs a classifier over labelled pictures with ONNX Runtime and counts.</summary>
internal static class Evaluator
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Evaluates and prints.</summary>
    public static async Task<int> RunAsync(EvaluationRequest request, TimeProvider time, CancellationToken cancellation)
    {
        var talk = new Talk(time);
        ClassificationScores scores = await ScoreAsync(request, talk, cancellation);
        if (request.Out is { } folder)
        {
            Directory.CreateDirectory(folder);
            EvaluationTable.Save(scores, Path.Combine(folder, "per_class.csv"));
            ConfusionPicture.Save(scores, Path.Combine(folder, "confusion.png"));
        }

        if (request.Json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { scores.Images, scores.Top1, scores.Top5, scores.MacroF1, scores.PerClass }, Json));
            return ExitCode.Done;
        }

        EvaluationTable.Print(scores);
        return ExitCode.Done;
    }

    /// <summary>Counts the hits of a model.</summary>
    public static async Task<ClassificationScores> ScoreAsync(EvaluationRequest request, Talk talk, CancellationToken cancellation)
    {
        using ModelInput input = ModelInput.Open(request.Model, request.Preprocess);
        using SampleSet set = SampleSets.Open(request.Data, "test", "val");
        ClassMap classes = ClassMap.Match(set.Classes, input.Preprocess.Preprocessing.Labels, input.Preprocess.Wnids);
        RefuseOtherWidth(input, classes.Names.Count);
        var pictures = PictureCache.Load(
            set, [.. set.Samples.Where(sample => sample.Label >= 0)], input.Preprocess.Preprocessing,
            progress: done => talk.Progress(() => $"reading: {done} of {set.Samples.Count} pictures"), cancellation: cancellation);
        foreach ((string name, string reason) in pictures.Unreadable)
        {
            talk.Say($"left out, unreadable: {name}: {reason}");
        }

        var scores = new ClassificationScores(classes.Names);
        await foreach ((Batch batch, float[] values) in ClassifierRun.RunAsync(request.Model, request.Threads, pictures, classes, cancellation))
        {
            Count(values, batch, classes.Names.Count, input.Preprocess.Preprocessing.Output == Plans.Preprocess.OutputKind.Logits, scores);
            talk.Progress(() => string.Create(CultureInfo.InvariantCulture, $"{scores.Images} of {pictures.Samples.Count} pictures, top-1 {scores.Top1:0.0000}"));
        }

        return scores;
    }

    private static void Count(ReadOnlySpan<float> values, Batch batch, int classes, bool logits, ClassificationScores scores)
    {
        int width = values.Length / batch.Count;
        if (!Fits(width, classes))
        {
            throw OtherWidth(width, classes, null);
        }

        for (int i = 0; i < batch.Count; i++)
        {
            // One output is the second of two classes: it wins above 0 as a logit, above one half as a probability.
            ReadOnlySpan<float> row = width > 1 ? values.Slice(i * width, width) : [logits ? 0 : 0.5f, values[i]];
            scores.Add(row, (int)batch.Labels[i]);
        }
    }

    /// <summary>Most models say how many classes they tell apart: then nothing has to be decoded to refuse them.</summary>
    private static void RefuseOtherWidth(ModelInput input, int classes)
    {
        if (input.Model.Graph.Outputs is [{ Shape: { Count: 2 } shape }, ..] && shape[1].Value is { } width && !Fits(width, classes))
        {
            throw OtherWidth(width, classes, input.Path);
        }
    }

    /// <summary>One output may be the second of two classes.</summary>
    private static bool Fits(long width, int classes) => width == classes || (width == 1 && classes == 2);

    private static Refusal OtherWidth(long width, int classes, string? model) =>
        new(ExitCode.UnusableInput, $"The model tells {width} classes apart, its data or labels have {classes}.", model);
}
