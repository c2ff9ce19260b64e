using System.Collections.Immutable;
using Lamina.Lab.Attacks;
using Lamina.Onnx.Inspection;
using Lamina.Plans;
using Lamina.Privacy.Runs;
using Lamina.Privacy.Verdict;

namespace Lamina.Lab.Reproducing;

/// <summary>A model with its pictures in their roles, open for the pieces of one subject. Owns the model.</summary>
internal sealed class OpenSubject : IDisposable
{
    private readonly ModelInput _input;

    private OpenSubject(EvaluationSubject subject, ModelInput input, RunSubject run, AttackImages images, string work) =>
        (Subject, _input, Run, Images, Store) = (subject, input, run, images, PieceStore.Open(work, run.Digest));

    /// <summary>Which.</summary>
    public EvaluationSubject Subject { get; }

    /// <summary>What the attacks are told.</summary>
    public RunSubject Run { get; }

    /// <summary>The pictures.</summary>
    public AttackImages Images { get; }

    /// <summary>Finished pieces of work, and checkpoints.</summary>
    public PieceStore Store { get; }

    /// <summary>The budget by which cuts are called leaking.</summary>
    public PlanBudget Budget => BudgetOf(Subject);

    /// <summary>The strict budget of a data set.</summary>
    public static PlanBudget BudgetOf(EvaluationSubject subject) => Budgets.Find("strict", subject.Data == EvaluationSubject.Records)!;

    /// <summary>Reads a model and its pictures.</summary>
    public static OpenSubject Open(EvaluationSubject subject, string model, string data, string work, ReproduceRequest request, Talk talk, CancellationToken cancellation)
    {
        ModelInput input = ModelInput.Open(model, null);
        try
        {
            AttackImages images = AttackImages.Load(
                new ImageRequest { Data = data, Images = request.Scale.Images, VictimImages = request.Scale.Victims, Seed = request.Seed }, input.Preprocess, talk, cancellation);
            var run = new RunSubject(ModelInspection.Of(input.Model), model, AttackJob.Digest(input), input.Preprocess.Preprocessing, images.Images, AttackJob.Code(null));
            return new OpenSubject(subject, input, run, images, work);
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    /// <summary>The tensors of a cut.</summary>
    /// <exception cref="Refusal">The model has no such cut.</exception>
    public ImmutableArray<string> Tensors(int cut) => CutName.Resolve(Run.Inspection, Subject.Cuts[cut]).Tensors;

    /// <inheritdoc/>
    public void Dispose() => _input.Dispose();
}
