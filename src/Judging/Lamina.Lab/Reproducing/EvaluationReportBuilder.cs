using System.Collections.Immutable;
using System.Globalization;
using Lamina.Plans;
using Lamina.Plans.Measured;
using Lamina.Privacy.Verdict;
using Lamina.Reports.Decisions;
using Lamina.Reports.Evaluations;

namespace Lamina.Lab.Reproducing;

/// <summary>Collects what the page of the evaluation shows.</summary>
internal static class EvaluationReportBuilder
{
    private static readonly ImmutableArray<string> Differences =
    [
        "The paper (arXiv 2404.07437) publishes neither its layers' names nor its GAN's layers, losses or sizes, nor its hardware; those here are ours and are called so. Its attack is one conditional GAN; here every cut also meets ridge regression and an inverse network, and the cut that would be chosen meets white-box searches. A stronger attack moves the cut deeper: where this page says that a cut leaks and the paper's reading would call it safe, the attack is the reason.",
        "A raw SSIM means little by itself: on photographs a plain grey picture already has about 0.33, more than the 0.3 below which a picture is often called unrecognisable. A cut is called leaking here when the lower bound of the excess over the best control without the tensors (mean picture, best constant, nearest picture by the network's output) is above 0.05, for SSIM, MS-SSIM or re-identification; for records when the advantage over the best guess of fields is above 0.05.",
        "What is recovered deeper could be recovered earlier: a cut before a broken one is condemned with it.",
        "The photographs are 800 of ImageNet; the networks are trained ones of the same three architectures for other tasks (vgg16-brain_mri, resnet50_thin-moderation, efficientnet_b0-photo_or_drawing), because no ImageNet weights of the three were to be had, and a fourth, efficientnet_lite0-imagenet. No verdict here holds for ImageNet models of those architectures.",
        "Runtime is that of full-width graphs with untrained weights, which cost what trained ones cost; they get no leakage verdict. Head and body ran as ordinary processes on one machine: no trusted execution environment and no GPU took part, so the time a TEE adds and a GPU saves is not in these bars.",
        "No piece runs a whole portfolio with its controls, seeds and confirmation, so nothing here is within a budget: 'not broken' says that the attacks that were run did not break it, no more. 'lamina plan' gives verdicts.",
    ];

    /// <summary>The report of what there is.</summary>
    public static EvaluationReport Build(EvaluationFolder folder, ImmutableArray<EvaluationPiece> pieces, ReproduceRequest request)
    {
        ImmutableArray<AttackedModel> attacked = [.. request.Subjects
            .Where(subject => subject.Data != EvaluationSubject.Runtime && folder.Of(subject).Any(result => !result.Leakage.IsEmpty))
            .Select(subject => Attacked(subject, folder, pieces, request.Public))];
        ImmutableArray<TimedModel> timed = [.. pieces.Where(piece => piece.Kind == EvaluationKind.Runtime).Select(piece => (piece, Result: folder.Find(piece))).Where(entry => entry.Result is not null).Select(entry => Timed(entry.piece.Subject, entry.Result!))];
        EvaluationResult[] results = [.. pieces.Select(folder.Find).OfType<EvaluationResult>()];
        return new EvaluationReport
        {
            Title = "The paper's evaluation, made again",
            Lead = $"Layer partitioning of deep networks between a trusted enclave and an untrusted accelerator (arXiv 2404.07437): runtime and leakage per cut, scale '{request.Scale.Name}'. {results.Length} of {pieces.Length} pieces have results; the others are named below.",
            Warnings = Warnings(results, attacked),
            Findings = [.. timed.Select(Finding), .. attacked.Select(model => $"{model.Model}, {model.Data}: {model.Sentence}")],
            Timed = timed,
            Attacked = attacked,
            Missing = [.. pieces.Where(piece => folder.Find(piece) is null).Select(piece => piece.Id)],
            Differences = Differences,
            Commands = results.Length == 0 ? [$"lamina reproduce --scale {request.Scale.Name} --list -o DIR"] : [.. results.Select(result => result.Command)],
            Environment = [.. results.Select(Where).Distinct(), "Each piece's date, seed, digests and time are in its file under results/."],
        };
    }

    private static ImmutableArray<string> Warnings(EvaluationResult[] results, ImmutableArray<AttackedModel> attacked)
    {
        List<string> warnings = ["Leakage figures are what these attacks recovered with these pictures; a better attack can come tomorrow.", Judgement.KnownImages];
        int stopped = results.Count(result => !result.Finished);
        if (stopped > 0)
        {
            warnings.Add($"{stopped} pieces were stopped by time: their attacks were still getting better. They can condemn a cut; that they did not break one proves nothing.");
        }

        if (attacked.Any(model => !model.Reconstructions.IsEmpty))
        {
            warnings.Add("The pictures below may show victims of data sets that must not be passed on: treat this page like the pictures themselves.");
        }

        return [.. warnings];
    }

    private static AttackedModel Attacked(EvaluationSubject subject, EvaluationFolder folder, ImmutableArray<EvaluationPiece> pieces, bool withoutPictures)
    {
        ImmutableArray<EvaluationResult> results = folder.Of(subject);
        PlanBudget budget = OpenSubject.BudgetOf(subject);
        EvaluationChoice choice = EvaluationChoice.Of(subject, results, budget);
        bool records = subject.Data == EvaluationSubject.Records;
        EvaluationPiece[] own = [.. pieces.Where(piece => piece.Subject == subject)];
        return new AttackedModel
        {
            Id = $"{subject.Data}-{subject.Model}",
            Data = records ? "TON_IoT records as pictures" : "ImageNet photographs",
            Model = subject.Model,
            Sentence = Sentence(subject, choice, results, records ? "field_advantage" : "ssim"),
            Metrics = records ? ["field_advantage", "ssim"] : ["ssim", "reidentification_top1"],
            Cuts = [.. subject.Cuts.Select((label, i) => new AttackedCut(label, choice.States[i], choice.Rows[i]))],
            Reconstructions = withoutPictures ? [] : [.. own.Select(piece => (piece, Result: folder.Find(piece))).Where(entry => entry.Result is not null)
                .SelectMany(entry => entry.Result!.Victims.Keys.Select(attack => EvaluationPictures.Load(folder.Work(subject), entry.piece, entry.Result, attack)))
                .OfType<ReconstructionReport>().OrderBy(shown => subject.Cuts.IndexOf(shown.Cut))],
        };
    }

    /// <summary>The best attack at the first and the last cut that was attacked, and which cut would be chosen.</summary>
    private static string Sentence(EvaluationSubject subject, EvaluationChoice choice, ImmutableArray<EvaluationResult> results, string metric)
    {
        int[] run = [.. Enumerable.Range(0, subject.Cuts.Length).Where(i => choice.Rows[i].Any(row => row.Metric == metric))];
        string Told(int i)
        {
            LeakageRow best = choice.Rows[i].Where(row => row.Metric == metric).MaxBy(row => row.Score.Mean)!;
            string control = best.Control is { } level ? string.Create(CultureInfo.InvariantCulture, $" (control {level.Mean:0.00})") : "";
            return string.Create(CultureInfo.InvariantCulture, $"{metric.Replace('_', ' ')} {best.Score.Mean:0.00}{control} at {subject.Cuts[i]} by {best.Attack}");
        }

        string told = run.Length == 0 ? "nothing in the deciding metric" : run.Length == 1 ? Told(run[0]) : $"{Told(run[0])}, {Told(run[^1])}";
        string outcome = choice.First == subject.Cuts.Length ? "Every cut is broken, or condemned by a deeper one: none would be chosen."
            : choice.First == 0 ? "No attack that was run broke a cut."
            : $"Broken or condemned up to {subject.Cuts[choice.First - 1]}; the first that no attack broke is {subject.Cuts[choice.First]}.";
        string waits = choice.WaitsFor.IsEmpty ? "" : $" The inverse network has not been run at {string.Join(", ", choice.WaitsFor.Select(cut => subject.Cuts[cut]))}: the choice is open.";
        return $"Recovered: {told}. {outcome}{waits} {results[0].Settings.Victims} victims, {results[0].Settings.Training} pictures to learn from.";
    }

    private static TimedModel Timed(EvaluationSubject subject, EvaluationResult result) => new()
    {
        Model = subject.Model,
        Cuts = subject.Cuts,
        Costs = result.Costs,
        WholeMs = result.WholeMs ?? 0,
        Conditions = $"Untrained weights, batch 1, 224x224; head in one process, body in a worker process beside it, no TEE, no GPU. {result.Machine}, {result.Date:yyyy-MM-dd}.",
    };

    private static string Finding(TimedModel model)
    {
        int fastest = Enumerable.Range(0, model.Costs.Length).MinBy(i => model.Costs[i].TotalMs);
        int slowest = Enumerable.Range(0, model.Costs.Length).MaxBy(i => model.Costs[i].TotalMs);
        return string.Create(CultureInfo.InvariantCulture, $"{model.Model}: the whole graph takes {model.WholeMs:0.0} ms; split, from {model.Costs[fastest].TotalMs:0.0} ms ({model.Cuts[fastest]}) to {model.Costs[slowest].TotalMs:0.0} ms ({model.Cuts[slowest]}), with {model.Costs[0].HandoffMs:0.0} ms of hand-off at the first cut and {model.Costs[^1].HandoffMs:0.0} ms at the last.");
    }

    private static string Where(EvaluationResult result) => $"Lamina {result.Version}, commit {result.Commit ?? "unknown"}; {result.Machine}; {result.Date:yyyy-MM-dd}.";
}
