using Lamina.Onnx;
using Lamina.Onnx.Inspection;
using Lamina.Onnx.Text;
using Lamina.Plans;
using Lamina.Plans.Preprocess;
using Lamina.Privacy.Runs;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Statistics;
using Lamina.Testing;

namespace Lamina.Privacy.Tests.Runs;

/// <summary>A small real net and smooth pictures of 16x16 pixels: whole runs in seconds.</summary>
internal sealed class RunSample : IDisposable
{
    public const int Victims = 20;
    private const int Side = 16;

    public const string Net = """
        <ir_version: 8, opset_import: ["": 17]>
        g (float[N,3,16,16] x) => (float[N,3] y) <float[8,3,3,3] w = random 1, float[8,8,3,3] v = random 2, float[3,8] f = random 4, float[3] c = random 5> {
          a = Conv<kernel_shape = [3,3], pads = [1,1,1,1]>(x, w)
          b = Relu(a)
          d = Conv<kernel_shape = [3,3], pads = [1,1,1,1], strides = [2,2]>(b, v)
          e = Relu(d)
          h = GlobalAveragePool(e)
          i = Flatten(h)
          y = Gemm<transB = 1>(i, f, c)
        }
        """;

    private readonly TempFolder _folder = new();
    private readonly OnnxModel _model;

    public RunSample()
    {
        using (OnnxModel model = GraphText.Parse(Net))
        {
            model.Save(_folder["net.onnx"]);
        }

        _model = OnnxModel.Open(_folder["net.onnx"]);
        RunImages images = new() { Victims = Part(0, Victims), Training = Part(Victims, 48), Validation = Part(Victims + 48, 8) };
        Subject = new RunSubject(ModelInspection.Of(_model), _folder["net.onnx"], Sha256Digest.FromBytes(_model.SourceSha256()!), Preprocessing, images, "test");
    }

    public static Preprocessing Preprocessing { get; } = new()
    {
        Geometry = [new GeometryStep { Resize = new Resize { Width = Side, Height = Side, Filter = ResizeFilter.Nearest } }],
        Tensor = new TensorForm { Layout = TensorLayout.Nchw, Channels = ChannelOrder.Rgb, Mean = [128, 128, 128], Std = [64, 64, 64] },
        Output = OutputKind.Logits,
    };

    public RunSubject Subject { get; }

    public PieceStore Store(string name = "run") => PieceStore.Open(_folder[name], Subject.Digest);

    public IEnumerable<string> Files(string name = "run") => Directory.EnumerateFiles(_folder[name, "pieces"]).Order(StringComparer.Ordinal);

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    private static RunPart Part(int start, int count)
    {
        UnitImage[] images = [.. Enumerable.Range(start, count).Select(Waves)];
        return new RunPart
        {
            Images = images,
            Digests = [.. images.Select(image => Sha256Digest.Of(UnitPictures.ToPicture(image).Pixels))],
            Names = [.. Enumerable.Range(start, count).Select(i => $"{i}.png")],
            Labels = [.. Enumerable.Range(start, count).Select(i => i % 2)],
        };
    }

    /// <summary>Three waves a plane, rounded to levels: no two pictures are alike.</summary>
    private static UnitImage Waves(int index)
    {
        SeededRandom random = new(1000 + index);
        double[] values = new double[UnitImage.Channels * Side * Side];
        for (int plane = 0; plane < UnitImage.Channels; plane++)
        {
            (double, double, double)[] waves = [.. Enumerable.Range(0, 3).Select(_ => (random.NextDouble(), random.NextDouble(), 6.3 * random.NextDouble()))];
            for (int i = 0; i < Side * Side; i++)
            {
                double sum = waves.Sum(wave => Math.Sin((wave.Item1 * (i % Side)) + (wave.Item2 * (i / Side)) + wave.Item3));
                values[(plane * Side * Side) + i] = Math.Round(255 * Math.Clamp(0.5 + (sum / 6), 0, 1)) / 255;
            }
        }

        return UnitImage.FromPlanar(Side, Side, values);
    }
}

/// <summary>Keeps what a run says; may end it.</summary>
internal sealed class RecordedTalk(Action<int>? said = null) : IRunTalk
{
    public List<string> Lines { get; } = [];

    public void Say(string line)
    {
        Lines.Add(line);
        said?.Invoke(Lines.Count);
    }

    public void Progress(Func<string> line) => _ = line();
}
