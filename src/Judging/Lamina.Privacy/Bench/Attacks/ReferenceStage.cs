using System.Globalization;
using Lamina.Data.Samples;
using Lamina.Onnx;
using Lamina.Plans.Preprocess;
using Lamina.Privacy.Attacks;
using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Bench.Attacks;

/// <summary>A reference cut with its photographs: victims, and disjoint from them what the adversary learns from and watches.</summary>
internal sealed class ReferenceStage : IDisposable
{
    /// <summary>How many victims a reference cut has.</summary>
    public const int VictimCount = 100;

    private const int ValidationCount = 24;

    private readonly OnnxModel _model;

    private ReferenceStage(OnnxModel model, string tensor, AttackTarget target, UnitImage[] images)
    {
        _model = model;
        Tensor = tensor;
        Target = target;
        Victims = images[..VictimCount];
        Adversary = new AdversaryData { Validation = images[VictimCount..(VictimCount + ValidationCount)], Training = images[(VictimCount + ValidationCount)..] };
        Features = [.. Victims.Select(target.Exact)];
    }

    /// <summary>The exposed tensor.</summary>
    public string Tensor { get; }

    /// <summary>The head that is attacked.</summary>
    public AttackTarget Target { get; }

    /// <summary>Photographs to recover.</summary>
    public UnitImage[] Victims { get; }

    /// <summary>Photographs of the adversary's.</summary>
    public AdversaryData Adversary { get; }

    /// <summary>What the worker sees of the victims.</summary>
    public FeatureSet[] Features { get; }

    /// <summary>Form of the exposed tensor.</summary>
    public string Shape => string.Join(", ", Features[0].Maps.Select(map => string.Create(CultureInfo.InvariantCulture, $"{map.Channels}x{map.Height}x{map.Width}")));

    /// <summary>Opens model and photographs.</summary>
    /// <param name="cut">Where to cut.</param>
    /// <param name="request">Where they are; its seed decides the photographs' roles.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="BenchmarkUnavailableException">They are not there, or too few.</exception>
    public static ReferenceStage Open(ReferenceCut cut, SuiteRequest request, CancellationToken cancellation)
    {
        string file = Path.Combine(request.Model, cut.File);
        if (!File.Exists(file))
        {
            throw new BenchmarkUnavailableException($"The model '{file}' is not there.");
        }

        OnnxModel model = OnnxModel.Open(file);
        try
        {
            Preprocessing preprocessing = PreprocessingFile.Read(PreprocessingFile.PathBeside(file)).Preprocessing;
            string tensor = model.Graph.Topology.Order.Where(node => node.OpType == cut.Operator).ElementAt(cut.Index).Outputs[0];
            using SampleSet set = SampleSets.Open(request.Data, "train", "val");
            UnitImage[] images = SuiteImages.Load(set, SuiteImages.Shuffled(set.Samples, request.Seed), preprocessing, cancellation);
            const int Least = VictimCount + ValidationCount + 100;
            return images.Length < Least
                ? throw new BenchmarkUnavailableException($"'{request.Data}' holds {images.Length} pictures; at least {Least} are wanted.")
                : new ReferenceStage(model, tensor, AttackTarget.Open(model, preprocessing, [tensor], request.Threads), images);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Target.Dispose();
        _model.Dispose();
    }
}
