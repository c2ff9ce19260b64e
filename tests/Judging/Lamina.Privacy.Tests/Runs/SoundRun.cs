using Lamina.Privacy.Attacks;
using Lamina.Privacy.Attacks.DeepImagePrior;
using Lamina.Privacy.Attacks.Rmle;
using Lamina.Privacy.Attacks.WhiteBox;
using Lamina.Privacy.Runs;
using Lamina.Privacy.Verdict;
using Lamina.Torch.Native;

namespace Lamina.Privacy.Tests.Runs;

/// <summary>A run whose attacks are sound and whose cut is within the budget, done once for all tests of a class.</summary>
public sealed class SoundRun : IDisposable
{
    private const string Whole = "sound";
    private readonly RunSample _sample = new();
    private int _copies;

    public SoundRun()
    {
        // Without libtorch every test of the class is skipped.
        if (NativeLibraries.Available)
        {
            Run(_sample.Store(Whole));
        }
    }

    internal static RmleOptions Moving { get; } = new()
    {
        Plan = new WhiteBoxPlan { Iterations = 100, IterationsFromLearned = 32, Priors = [0] }, LearningRate = 0.15, LearningRateFromLearned = 0.06,
    };

    internal static DeepImagePriorOptions Prior { get; } = new() { Plan = new WhiteBoxPlan { Iterations = 1, IterationsFromLearned = 1, Priors = [0] }, FitIterations = 1 };

    public void Dispose() => _sample.Dispose();

    /// <summary>The run's pieces, or some of them, with their pictures in a folder of their own.</summary>
    internal PieceStore Copy(Func<Piece, bool>? chosen = null)
    {
        PieceStore from = _sample.Store(Whole);
        PieceStore to = _sample.Store($"copy {_copies++}");
        foreach (Piece piece in from.Pieces.Where(chosen ?? (_ => true)))
        {
            to.Save(piece);
            if (from.LoadPictures(piece.Key) is { Count: > 0 } pictures)
            {
                to.SavePictures(piece.Key, pictures);
            }
        }

        return to;
    }

    internal CutResult Run(
        PieceStore store, Func<AttackKind, ILearnedAttack>? learned = null, IReadOnlyList<IWhiteBoxAttack>? searches = null, TimeSpan? limit = null, RecordedTalk? talk = null)
    {
        learned ??= kind => new StandIn(kind);
        AttackCatalog catalog = new(
            [learned(AttackKind.InverseNetwork), learned(AttackKind.ConditionalGan)], searches ?? [new RmleAttack(Moving), new DeepImagePriorAttack(Prior)]);
        RunOptions options = new()
        {
            Methods = [.. AttackKind.Portfolio], Budget = Budgets.Custom(new Dictionary<string, double> { ["ssim"] = 0.9 }), Threads = 1, MaxTime = limit,
        };
        return new CutRun(_sample.Subject, options, store, catalog, null, talk ?? new RecordedTalk(), TimeProvider.System).Run(["h"], TestContext.Current.CancellationToken);
    }
}
