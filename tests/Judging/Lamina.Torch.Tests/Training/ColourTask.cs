using Lamina.Data.Loading;
using Lamina.Data.Samples;
using Lamina.Images;
using Lamina.Images.Encoding;
using Lamina.Onnx;
using Lamina.Onnx.Text;
using Lamina.Plans.Preprocess;
using Lamina.Testing;

namespace Lamina.Torch.Tests.Training;

/// <summary>A task that a small net learns in seconds: noisy 8x8 pictures, three classes, told apart by which channel is brighter.</summary>
internal sealed class ColourTask : IDisposable
{
    private const string Net = """
        <ir_version: 8, opset_import: ["": 17]>
        g (float[N,3,8,8] x) => (float[N,3] y)
        <float[8,3,3,3] w = random 1, float[8] g = {1, 1, 1, 1, 1, 1, 1, 1}, float[8] b = {0, 0, 0, 0, 0, 0, 0, 0}, float[8] m = {0, 0, 0, 0, 0, 0, 0, 0}, float[8] v = {1, 1, 1, 1, 1, 1, 1, 1},
         float[3,8] f = random 4, float[3] c = random 5> {
          a = Conv(x, w)
          n = BatchNormalization(a, g, b, m, v)
          r = Relu(n)
          d = Dropout(r)
          h = GlobalAveragePool(d)
          i = Flatten(h)
          y = Gemm<transB = 1>(i, f, c)
        }
        """;

    private readonly TempFolder _folder = new();
    private readonly SampleSet _set;

    public ColourTask()
    {
        var random = new Random(1);
        foreach ((int label, string name) in new[] { "blue", "green", "red" }.Index())
        {
            Directory.CreateDirectory(_folder["set", name]);
            for (int i = 0; i < 30; i++)
            {
                var picture = new Picture(8, 8);
                for (int at = 0; at < picture.Pixels.Length; at++)
                {
                    picture.Pixels[at] = (byte)(random.Next(160) + (at % 3 == 2 - label ? 60 : 0));
                }

                PngWriter.Save(picture, _folder["set", name, $"{i:00}.png"]);
            }
        }

        _set = SampleSets.Open(_folder["set"]);
        Pictures = PictureCache.Load(_set, _set.Samples, Preprocessing);
        Classes = ClassMap.Match(_set.Classes, null);
    }

    public static Preprocessing Preprocessing { get; } = new()
    {
        Geometry = [new GeometryStep { Resize = new Resize { Width = 8, Height = 8, Filter = ResizeFilter.Nearest } }],
        Tensor = new TensorForm { Layout = TensorLayout.Nchw, Channels = ChannelOrder.Rgb, Mean = [128, 128, 128], Std = [64, 64, 64] },
        Output = OutputKind.Logits,
    };

    public PictureCache Pictures { get; }

    public ClassMap Classes { get; }

    public string Checkpoint => _folder["checkpoint.bin"];

    public static OnnxModel Model() => GraphText.Parse(Net);

    public BatchLoader Loader(int? seed = 1, int batchSize = 16) => new(Pictures, Classes, batchSize, seed is null ? Augmentation.None : new Augmentation(), seed);

    public void Dispose()
    {
        _set.Dispose();
        _folder.Dispose();
    }
}
