using System.Collections.Immutable;
using System.Security.Cryptography;
using Lamina.Data.Samples;
using Lamina.Data.Splits;
using Lamina.Onnx;
using Lamina.Plans;
using Lamina.Plans.Preprocess;
using Lamina.Privacy.Attacks;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Bench.Attacks;

/// <summary>
/// <c>bench attacks --suite he2019</c>: the six-convolution network of He, Zhang and Lee (ACSAC 2019) on CIFAR-10 at their three cuts, with
/// their settings and with ours. The network must have been trained with <c>train --validation 0.2 --seed 1</c>: the 10,000 pictures held
/// out there are the adversary's here, victims are test pictures.
/// </summary>
public static class He2019Suite
{
    private const int Validation = 64;
    private const double HeldOut = 0.2;
    private const int SplitSeed = 1;

    // PSNR of their tables 3 and 4 (white box, black box with the same distribution), less 0.5 dB, at conv11 less 3.
    private static readonly HeCut[] Cuts =
    [
        new("conv11", Prior: 0, RmleGoal: 34.6, InverseGoal: 46.0, "rMLE 37.6, same distribution 49.0, random noise as data 48.6"),
        new("ReLU22", Prior: 10, RmleGoal: 19.0, InverseGoal: 19.6, "rMLE 19.5, same distribution 19.4, random noise as data 12.8"),
        new("ReLU32", Prior: 1000, RmleGoal: 12.9, InverseGoal: 16.2, "rMLE 13.4, same distribution 14.0, random noise as data 12.4"),
    ];

    /// <summary>Runs it, or what is missing of it in the output folder.</summary>
    /// <param name="request">The trained network and the CIFAR-10 archive. <see cref="SuiteRequest.PerCut"/> bounds the networks of a cut, a quarter of it each; searches have all their iterations.</param>
    /// <param name="victims">Test pictures that are attacked. Default 100.</param>
    /// <param name="searched">The first of them that rMLE searches. Default 16.</param>
    /// <param name="progress">Told what is done.</param>
    /// <param name="cancellation">Ends it.</param>
    public static BenchmarkReport Run(SuiteRequest request, int victims = 100, int searched = 16, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!File.Exists(request.Model))
        {
            throw new BenchmarkUnavailableException($"The network '{request.Model}' is not there; docs/attack.md has the command that trains it.");
        }

        using OnnxModel model = OnnxModel.Open(request.Model);
        Preprocessing preprocessing = PreprocessingFile.Read(PreprocessingFile.PathBeside(request.Model)).Preprocessing;
        using SampleSet train = SampleSets.Open(request.Data, "train");
        using SampleSet test = SampleSets.Open(request.Data, "test");
        SplitPart own = Adversary(train);
        UnitImage[] adversary = SuiteImages.Load(train, SuiteImages.Shuffled(own.Samples, request.Seed), preprocessing, cancellation);
        UnitImage[] targets = SuiteImages.Load(test, [.. SuiteImages.Shuffled(test.Samples, request.Seed).Take(victims)], preprocessing, cancellation);
        var job = new HeJob(
            request,
            new AdversaryData { Validation = adversary[..Validation], Training = adversary[Validation..] },
            Shifted(request, preprocessing, cancellation),
            targets,
            targets[..Math.Min(searched, targets.Length)],
            new KeptResults(request.Out, Subject(model, own, targets, request.Seed)));
        var results = ImmutableArray.CreateBuilder<BenchmarkResult>();
        foreach (HeCut cut in Cuts.Where(cut => request.Wants(cut.Tensor)))
        {
            using AttackTarget target = AttackTarget.Open(model, preprocessing, [cut.Tensor], request.Threads);
            results.AddRange(new HeCutRun(cut, target, job, progress, cancellation).Run());
        }

        return new BenchmarkReport
        {
            Machine = MachineName.Get(), Commit = request.Commit, Subject = Subject(model, own, targets, request.Seed), Results = results.ToImmutable(),
        };
    }

    /// <summary>The pictures that training held out.</summary>
    /// <param name="train">CIFAR-10's training split.</param>
    internal static SplitPart Adversary(SampleSet train) =>
        SplitPlan.Deal([.. train.Samples.Where(sample => sample.Label >= 0)], [("val", HeldOut), ("train", 1 - HeldOut)], SplitSeed)[0];

    private static AdversaryData? Shifted(SuiteRequest request, Preprocessing preprocessing, CancellationToken cancellation)
    {
        if (request.Shifted is not { } path)
        {
            return null;
        }

        using SampleSet set = SampleSets.Open(path, "train", "val");
        UnitImage[] images = SuiteImages.Load(set, SuiteImages.Shuffled(set.Samples, request.Seed), preprocessing, cancellation);
        return images.Length > 2 * Validation
            ? new AdversaryData { Validation = images[..Validation], Training = images[Validation..] }
            : throw new BenchmarkUnavailableException($"'{path}' holds {images.Length} pictures; more than {2 * Validation} are wanted.");
    }

    private static string Subject(OnnxModel model, SplitPart adversary, UnitImage[] victims, long seed)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (UnitImage victim in victims)
        {
            hash.AppendData(UnitPictures.ToPicture(victim).Pixels);
        }

        string network = model.SourceSha256() is { } digest ? Sha256Digest.FromBytes(digest).ToString() : "unknown";
        return $"network sha256 {network}; adversary's {adversary.Samples.Count} pictures {adversary.Digest}; {victims.Length} victims' pixels sha256 {Convert.ToHexStringLower(hash.GetHashAndReset())}; seed {seed}";
    }
}

/// <summary>One of the three cuts.</summary>
/// <param name="Tensor">Its name.</param>
/// <param name="Prior">Their weight of the total variation.</param>
/// <param name="RmleGoal">PSNR that rMLE is to reach.</param>
/// <param name="InverseGoal">PSNR that the inverse network is to reach.</param>
/// <param name="Published">Their PSNR figures, in words.</param>
internal sealed record HeCut(string Tensor, double Prior, double RmleGoal, double InverseGoal, string Published);

/// <summary>What the cuts share.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Own">An adversary with pictures of the victims' distribution.</param>
/// <param name="Shifted">One with pictures of another; null for none.</param>
/// <param name="Victims">All victims.</param>
/// <param name="Searched">Those that are searched one by one.</param>
/// <param name="Kept">What is done already.</param>
internal sealed record HeJob(SuiteRequest Request, AdversaryData Own, AdversaryData? Shifted, UnitImage[] Victims, UnitImage[] Searched, KeptResults Kept);
