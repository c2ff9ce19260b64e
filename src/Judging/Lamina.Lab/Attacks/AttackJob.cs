using System.Security.Cryptography;
using Lamina.Onnx;
using Lamina.Onnx.Inspection;
using Lamina.Plans;
using Lamina.Plans.Preprocess;
using Lamina.Privacy.Identification;
using Lamina.Privacy.Runs;
using Lamina.Privacy.Verdict;
using Lamina.Torch;
using Lamina.Torch.Native;

namespace Lamina.Lab.Attacks;

/// <summary>One <c>attack</c> from files to a verdict.</summary>
internal static class AttackJob
{
    /// <summary>Runs what is missing, judges, and writes it all down.</summary>
    public static int Run(AttackRequest request, TimeProvider time, CancellationToken cancellation)
    {
        var talk = new Talk(time);
        long start = time.GetTimestamp();
        using ModelInput input = ModelInput.Open(request.Model, request.Preprocess);
        NativeLibraries.Require();
        ModelInspection inspection = ModelInspection.Of(input.Model);
        CutName cut = CutName.Resolve(inspection, request.At);
        if (request.Methods.Contains(AttackKind.RmleDeeper) && inspection.Finder.Singles.All(tensor => !inspection.Finder.LiesBeyond(tensor, cut.Tensors)))
        {
            throw new Refusal(ExitCode.Usage, $"'{AttackKind.RmleDeeper}' searches on tensors beyond the cut too, and beyond '{request.At}' there is none.");
        }

        using ModelInput? judgeModel = request.Judge is { } path ? ModelInput.Open(path, null) : null;
        AttackImages data = AttackImages.Load(
            new ImageRequest { Data = request.Data, Victims = request.Victims, Images = request.Images, VictimImages = request.VictimImages, Synthetic = request.Synthetic, Seed = request.Seed },
            input.Preprocess, talk, cancellation);
        Sha256Digest digest = Digest(input);
        Precision precision = JobPrecision.Choose(request.Precision, JobRecord.Value(request.Out, JobPrecision.Key), talk);
        RunSubject subject = new(inspection, request.Model, digest, input.Preprocess.Preprocessing, data.Images, Code(judgeModel, precision));
        SortedDictionary<string, string> job = Job(request, digest, judgeModel, subject, cut, precision);
        JobRecord.Claim(request.Out, job, request.Overwrite);
        PieceStore store = PieceStore.Open(request.Out, subject.Digest);
        FolderMerge.Take(request.Merge, job, [(store, subject.Digest)], talk);
        Say(store, talk);
        RunOptions options = Options(request, data, precision, request.MaxTime - time.GetElapsedTime(start));
        using NetworkJudge? judge = judgeModel is null ? null : NetworkJudge.Load(judgeModel.Model, judgeModel.Preprocess.Preprocessing, Math.Max(1, request.Threads));
        CutResult result = new CutRun(subject, options, store, AttackCatalog.Own, judge, talk, time).Run(cut.Tensors, cancellation);
        AttackReport report = AttackReport.Of(subject, cut, options, result, BuildInfo.Commit);
        report.Save(request.Out);
        AttackFigures.Save(request.Out, subject, cut, store, report);
        if (request.Json)
        {
            Console.WriteLine(report.ToJson());
        }

        AttackTable.Print(report, request.Out, Console.Error);
        return ExitCode.Done;
    }

    private static RunOptions Options(AttackRequest request, AttackImages data, Precision precision, TimeSpan? left)
    {
        RunOptions defaults = new();
        return defaults with
        {
            Methods = request.Methods.IsEmpty ? defaults.Methods : request.Methods,
            Budget = request.Budget(data.Images.Records is not null),
            Seed = request.Seed,
            Seeds = request.Seeds,
            WhiteBoxVictims = request.WhiteBoxVictims,
            MaxTime = left,
            StopAtLeak = request.StopAtLeak,
            Precision = precision,
            Threads = request.Threads,
            Commit = BuildInfo.Commit,
            // Without pictures of the kind the attack is weaker than another adversary's: no verdict of it may serve.
            Demonstration = request.Synthetic || (request.Kind is null && !data.OwnKind),
            KindOfImage = request.Kind ?? (data.OwnKind ? "pictures of the model's own classes" : "pictures of another kind than the model's"),
            AdversaryData = data.Relation,
        };
    }

    /// <summary>What a piece's result depends on beside model and pictures.</summary>
    public static string Code(ModelInput? judge, Precision precision = Precision.Float32) =>
        $"{BuildInfo.Version} attacks {AttackCatalog.Revision} judge {(judge is null ? "none" : Digest(judge))}{(precision == Precision.Float32 ? "" : $" {JobPrecision.Name(precision)}")}";

    private static SortedDictionary<string, string> Job(AttackRequest request, Sha256Digest digest, ModelInput? judge, RunSubject subject, CutName cut, Precision precision) => new(StringComparer.Ordinal)
    {
        ["command"] = "attack",
        ["model"] = Path.GetFileName(request.Model),
        ["model_sha256"] = digest.ToString(),
        ["preprocess_sha256"] = Convert.ToHexStringLower(SHA256.HashData(PreprocessingFile.Write(subject.Preprocessing))),
        ["cut"] = string.Join(',', cut.Tensors),
        ["victims"] = DigestOf(subject.Images.Victims),
        ["adversary"] = DigestOf(subject.Images.Training),
        ["judge_sha256"] = judge is null ? "none" : Digest(judge).ToString(),
        [JobPrecision.Key] = JobPrecision.Name(precision),
        ["seed"] = request.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["version"] = BuildInfo.Version,
    };

    /// <summary>Digest of the pictures of a role, for the record of a job.</summary>
    public static string DigestOf(RunPart part) => $"{part.Digests.Length} images {Sha256Digest.Of(System.Text.Encoding.UTF8.GetBytes(string.Join(' ', part.Digests)))}";

    /// <summary>Digest of a model's file.</summary>
    public static Sha256Digest Digest(ModelInput input) => input.Model.SourceSha256() is { } known
        ? Sha256Digest.FromBytes(known)
        : throw new OnnxFormatException($"'{input.Path}' cannot be hashed.");

    private static void Say(PieceStore store, Talk talk)
    {
        if (store.Pieces.Count > 0)
        {
            talk.Say($"going on: {store.Pieces.Count} finished pieces are here already");
        }

        if (store.Strangers > 0)
        {
            talk.Say($"{store.Strangers} pieces are of another model, other pictures or another version, and are left aside");
        }
    }
}
