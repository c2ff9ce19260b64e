using System.Collections.Immutable;
using Lamina.Lab.Choosing;
using Lamina.Models.Zoo;
using Lamina.Plans;
using Lamina.Plans.Measured;
using Lamina.Privacy.Bench;
using Lamina.Privacy.Runs;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Verdict;

namespace Lamina.Lab.Reproducing;

/// <summary>Runs single pieces, with the same runs as <c>attack</c> and the same profiler as <c>plan</c>.</summary>
internal sealed class EvaluationRunner(ReproduceRequest request, EvaluationFolder folder, Talk talk, TimeProvider time, TimeProvider clock) : IDisposable
{
    private OpenSubject? _open;

    /// <summary>Runs a piece.</summary>
    /// <param name="piece">The piece; its model and data are there.</param>
    /// <param name="cut">Index of the cut; ignored by a runtime piece.</param>
    /// <param name="cancellation">Ends it; what an attack needs to go on is written first.</param>
    public async Task<EvaluationResult> RunAsync(EvaluationPiece piece, int cut, CancellationToken cancellation)
    {
        DateTimeOffset date = time.GetUtcNow();
        long start = time.GetTimestamp();
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        EvaluationResult result = piece.Kind == EvaluationKind.Runtime
            ? await TimeAsync(piece, cancellation)
            : await Task.Run(() => Attack(piece, cut, cancellation), CancellationToken.None);
        return result with
        {
            Date = date,
            Seconds = Math.Round(time.GetElapsedTime(start).TotalSeconds, 1),
            ProcessorSeconds = Math.Round((Environment.CpuUsage.TotalTime - processor).TotalSeconds, 1),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _open?.Dispose();

    private EvaluationResult Attack(EvaluationPiece piece, int cut, CancellationToken cancellation)
    {
        OpenSubject subject = Subject(piece.Subject, cancellation);
        ImmutableArray<string> tensors = subject.Tensors(cut);
        (ImmutableArray<AttackKind> methods, ImmutableArray<AttackKind> own, double share) = Methods(piece.Kind, subject.Run.Images.Records is not null);
        var options = new RunOptions
        {
            Methods = methods,
            Budget = subject.Budget,
            Seed = request.Seed,
            WhiteBoxVictims = request.Scale.Searched,
            MaxTime = TimeSpan.FromMinutes(request.GivenMinutes),
            PieceShare = share,
            AttacksOnly = true,
            Threads = request.Threads,
            Commit = BuildInfo.Commit,
            Demonstration = !subject.Images.OwnKind,
            KindOfImage = subject.Images.OwnKind ? "pictures of the model's own classes" : "pictures of another kind than the model's",
            AdversaryData = subject.Images.Relation,
        };

        // What all pieces share is not taken from this one's time.
        new CutRun(subject.Run, options with { Methods = [], MaxTime = null }, subject.Store, AttackCatalog.Own, null, talk, time).Run([tensors], cancellation);
        CutResult ran = new CutRun(subject.Run, options, subject.Store, AttackCatalog.Own, null, talk, clock).Run([tensors], cancellation);
        Piece[] pieces = [.. own.SelectMany(kind => subject.Store.Pieces.Where(found => found.Key.Role == PieceRole.Attack && found.Key.Name == kind.Name && found.Key.Tensors.SequenceEqual(tensors)).OrderByDescending(found => found.Key.Victims).Take(1))];
        EvaluationPictures.Save(folder.Work(piece.Subject), piece, pieces, subject);
        return Result(piece, subject.Run.ModelDigest, subject) with
        {
            Cut = piece.Subject.Cuts[cut],
            Finished = pieces.Length > 0 && pieces.All(found => found.Finished) && ran.Skipped.IsEmpty,
            Work = [.. pieces.Select(found => new EvaluationWork(found.Key.Name, found.Finished, Math.Round(found.Seconds, 1), found.Steps, found.ValidationSsim, found.StepDoublingGain))],
            Leakage = [.. ran.Judgement.Leakage.Where(row => own.Any(kind => kind.Name == row.Attack))],
            Controls = [.. ran.Judgement.Controls.Where(control => control.Kind == ControlKind.Negative)],
            Victims = new(pieces.ToDictionary(found => found.Key.Name, found => new SortedDictionary<string, ImmutableArray<double>>(
                found.Scores.Where(score => Metric.Find(score.Key) is not null).ToDictionary(score => score.Key, score => score.Value.Select(value => Math.Round(value, 5)).ToImmutableArray()), StringComparer.Ordinal)), StringComparer.Ordinal),
        };
    }

    /// <summary>What is run (an attack may start from others), what is reported, and how much of the time one part may take.</summary>
    private static (ImmutableArray<AttackKind> Run, ImmutableArray<AttackKind> Own, double Share) Methods(EvaluationKind kind, bool records) => kind switch
    {
        EvaluationKind.Ridge when records => ([AttackKind.Ridge, AttackKind.FieldRegression], [AttackKind.Ridge, AttackKind.FieldRegression], 1),
        EvaluationKind.Ridge => ([AttackKind.Ridge], [AttackKind.Ridge], 1),
        EvaluationKind.InverseNetwork => ([AttackKind.InverseNetwork], [AttackKind.InverseNetwork], 1),
        EvaluationKind.ConditionalGan => ([AttackKind.ConditionalGan], [AttackKind.ConditionalGan], 1),
        _ => ([AttackKind.Ridge, AttackKind.InverseNetwork, AttackKind.Rmle, AttackKind.DeepImagePrior, AttackKind.Combined], [AttackKind.Rmle, AttackKind.DeepImagePrior, AttackKind.Combined], 0.5),
    };

    private async Task<EvaluationResult> TimeAsync(EvaluationPiece piece, CancellationToken cancellation)
    {
        string work = Directory.CreateDirectory(folder.Work(piece.Subject)).FullName;
        string path = Path.Combine(work, piece.Subject.Model + ".onnx");
        if (!File.Exists(path))
        {
            using ZooModel zoo = ModelZoo.Build(new ZooRequest { Architecture = ZooArchitecture.Of(piece.Subject.Model), Seed = request.Seed });
            zoo.Save(path);
        }

        using ModelInput input = ModelInput.Open(path, null);
        Onnx.Inspection.ModelInspection inspection = Onnx.Inspection.ModelInspection.Of(input.Model);
        Sha256Digest digest = Lab.Attacks.AttackJob.Digest(input);
        MeasuredCosts costs = await MeasuredCosts.MeasureAsync(
            path, digest.ToString(), [.. piece.Subject.Cuts.Select(label => Lab.Attacks.CutName.Resolve(inspection, label))], Path.Combine(work, "profile"), cancellation, rounds: request.Scale.Rounds);
        return Result(piece, digest, null) with { Finished = true, WholeMs = costs.WholeMs, Costs = costs.Rows };
    }

    private EvaluationResult Result(EvaluationPiece piece, Sha256Digest model, OpenSubject? subject) => new()
    {
        Format = EvaluationResult.CurrentFormat,
        Piece = piece.Id,
        Command = EvaluationCommand.Of(request, piece),
        Settings = new EvaluationSettings
        {
            Scale = request.Scale.Name,
            ModelSha256 = model.ToString(),
            Training = subject?.Run.Images.Training.Digests.Length ?? 0,
            Validation = subject?.Run.Images.Validation.Digests.Length ?? 0,
            Victims = subject?.Run.Images.Victims.Digests.Length ?? 0,
            Subject = subject?.Run.Digest,
            Seed = request.Seed,
            Minutes = request.GivenMinutes,
            Threads = request.Threads,
        },
        Finished = false,
        Date = default,
        Seconds = 0,
        ProcessorSeconds = 0,
        Machine = MachineName.Get(),
        Version = BuildInfo.Version,
        Commit = BuildInfo.Commit,
    };

    private OpenSubject Subject(EvaluationSubject subject, CancellationToken cancellation)
    {
        if (_open?.Subject != subject)
        {
            _open?.Dispose();
            _open = null;
            _open = OpenSubject.Open(subject, request.Models[subject.Model], request.DataOf(subject)!, folder.Work(subject), request, talk, cancellation);
        }

        return _open;
    }
}
