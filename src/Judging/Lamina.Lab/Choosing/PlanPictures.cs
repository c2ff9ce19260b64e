using Lamina.Lab.Attacks;
using Lamina.Onnx.Inspection;
using Lamina.Plans;
using Lamina.Privacy.Runs;

namespace Lamina.Lab.Choosing;

/// <summary>One kind of picture that a plan is judged on.</summary>
/// <param name="Request">Where it is from.</param>
/// <param name="Data">The pictures in their roles.</param>
/// <param name="Verdict">The model with victims that choose nothing.</param>
/// <param name="Search">The same with those that choose.</param>
internal sealed record PlanPictures(ImageRequest Request, AttackImages Data, RunSubject Verdict, RunSubject Search)
{
    /// <summary>Reads them.</summary>
    /// <exception cref="Refusal">None are left to search with.</exception>
    public static PlanPictures Load(ImageRequest request, string model, ModelInput input, ModelInspection inspection, string code, Talk talk, CancellationToken cancellation)
    {
        AttackImages data = AttackImages.Load(request, input.Preprocess, talk, cancellation);
        RunImages search = data.Search ?? throw new Refusal(ExitCode.UnusableInput, "There are no pictures left to search with; give more pictures or a smaller --victim-images.");
        Sha256Digest digest = AttackJob.Digest(input);
        RunSubject Subject(RunImages images) => new(inspection, model, digest, input.Preprocess.Preprocessing, images, code);
        return new PlanPictures(request, data, Subject(data.Images), Subject(search));
    }

    /// <summary>What a run is told of these pictures.</summary>
    /// <param name="options">What it is told otherwise.</param>
    /// <param name="kind">What they show, where somebody said so.</param>
    public RunOptions Options(RunOptions options, string? kind) => options with
    {
        Demonstration = kind is null && !Data.OwnKind,
        KindOfImage = kind ?? (Data.OwnKind ? "pictures of the model's own classes" : $"pictures of another kind than the model's ({Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Request.Data))})"),
        AdversaryData = Data.Relation,
    };
}
