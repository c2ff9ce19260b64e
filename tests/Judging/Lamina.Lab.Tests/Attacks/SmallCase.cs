using Lamina.Images;
using Lamina.Images.Encoding;
using Lamina.Onnx;
using Lamina.Onnx.Text;
using Lamina.Plans.Preprocess;
using Lamina.Testing;

namespace Lamina.Lab.Tests.Attacks;

/// <summary>A small net and pictures of waves: whole commands in seconds.</summary>
internal static class SmallCase
{
    private const string Net = """
        <ir_version: 8, opset_import: ["": 17]>
        g (float[N,3,16,16] x) => (float[N,3] y) <float[6,3,3,3] w = random 1, float[6,6,3,3] v = random 2, float[3,6] f = random 4, float[3] c = random 5> {
          a = Conv<kernel_shape = [3,3], pads = [1,1,1,1]>(x, w)
          b = Relu(a)
          d = Conv<kernel_shape = [3,3], pads = [1,1,1,1], strides = [2,2]>(b, v)
          s = Add(d, d)
          h = GlobalAveragePool(s)
          i = Flatten(h)
          y = Gemm<transB = 1>(i, f, c)
        }
        """;

    /// <summary>Writes net.onnx with its preprocessing, and the folder "set" with two classes of forty pictures.</summary>
    public static void Write(TempFolder folder)
    {
        using OnnxModel model = GraphText.Parse(Net);
        model.Save(folder["net.onnx"]);
        File.WriteAllBytes(folder["net.preprocess.json"], PreprocessingFile.Write(new Preprocessing
        {
            Geometry = [new GeometryStep { Resize = new Resize { Width = 16, Height = 16, Filter = ResizeFilter.Nearest } }],
            Tensor = new TensorForm { Layout = TensorLayout.Nchw, Channels = ChannelOrder.Rgb, Mean = [128, 128, 128], Std = [64, 64, 64] },
            Output = OutputKind.Logits,
        }));
        var random = new Random(1);
        foreach (string name in new[] { "cat", "dog" })
        {
            Directory.CreateDirectory(folder["set", name]);
            for (int i = 0; i < 60; i++)
            {
                PngWriter.Save(Waves(random), folder["set", name, $"{i:00}.png"]);
            }
        }
    }

    private static Picture Waves(Random random)
    {
        var picture = new Picture(16, 16);
        for (int plane = 0; plane < 3; plane++)
        {
            (double x, double y, double phase) = (random.NextDouble(), random.NextDouble(), 6.3 * random.NextDouble());
            for (int i = 0; i < 256; i++)
            {
                picture.Pixels[(3 * i) + plane] = (byte)(127.5 + (120 * Math.Sin((x * (i % 16)) + (y * (i / 16)) + phase)));
            }
        }

        return picture;
    }
}
