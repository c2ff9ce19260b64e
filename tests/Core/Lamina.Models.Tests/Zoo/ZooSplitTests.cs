using Lamina.Models.Zoo;
using Lamina.Onnx;
using Lamina.Onnx.Cuts;
using Lamina.Onnx.Inspection;
using Lamina.Onnx.Splitting;
using Lamina.Runtime;
using Lamina.Testing;

namespace Lamina.Models.Tests.Zoo;

/// <summary>The zoo's networks in both forms, and those with others' weights, cut and run on ONNX Runtime: head, body and tail are the whole.</summary>
public sealed class ZooSplitTests
{
    public static TheoryData<string, bool, string?> Networks => new()
    {
        { "vgg16", false, null }, { "vgg16", true, null }, { "resnet50", false, null }, { "resnet50", true, null }, { "efficientnet_b0", false, null }, { "efficientnet_b0", true, null },
        { "efficientnet_b0", false, "efficientnet_b0-photo_or_drawing.pth" }, { "resnet50", true, "keras_resnet50-random.h5.zip" },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void HeadBodyTail_AtAnEarlyAndTheMiddleCut_AreTheWhole(string name, bool keras, string? weights)
    {
        PictureShape? size = weights is null ? new PictureShape(3, 64, 48) : null;
        using ZooModel zoo = ModelZoo.Build(new ZooRequest
        {
            Architecture = ZooArchitecture.Of(name), KerasForm = keras, Input = size, Classes = weights is null ? 7 : null, WeightsPath = weights is null ? null : Tier.Shared("models", weights),
        });
        using TempFolder folder = new();
        zoo.Save(folder["m.onnx"]);
        using OnnxModel model = OnnxModel.Open(folder["m.onnx"]);
        ModelInspection inspection = ModelInspection.Of(model);
        (long height, long width) = size is null ? (224L, 224L) : (64L, 48L);
        long[] shape = keras ? [1, height, width, 3] : [1, 3, height, width];
        using TensorBuffer picture = TensorBuffer.Copy<float>([.. Enumerable.Range(0, (int)(3 * height * width)).Select(i => (float)Math.Sin(i))], shape);
        float[] exact = Run([folder["m.onnx"]], picture, GraphOptimization.None), optimised = Run([folder["m.onnx"]], picture, GraphOptimization.All);
        double tolerance = 1e-5 * optimised.Max(Math.Abs);
        foreach (CutDescription cut in new[] { inspection.Cuts[2], inspection.Cuts[inspection.Cuts.Count / 2] })
        {
            string tail = TailFinder.Find(inspection, cut.Tensors)!;
            Assert.True(GraphSplitter.TrySplit(model, new SplitRequest { Cut = cut.Tensors, TailCut = [tail] }, out ModelParts? parts, out CutRefusal? refusal), refusal?.ToString());
            IReadOnlyList<string> files = parts.Save(folder["parts"]);
            Assert.Equal(["head.onnx", "body.onnx", "tail.onnx"], files.Select(Path.GetFileName));
            Assert.Equal(exact, Run(files, picture, GraphOptimization.None));
            Assert.All(optimised.Zip(Run(files, picture, GraphOptimization.All)), pair => Assert.InRange(pair.First - pair.Second, -tolerance, tolerance));
        }
    }

    /// <summary>The last part's one output, each part given the outputs of the one before.</summary>
    private static float[] Run(IReadOnlyList<string> files, TensorBuffer picture, GraphOptimization optimization)
    {
        List<TensorDictionary> results = [];
        try
        {
            IReadOnlyDictionary<string, TensorBuffer> tensors = new Dictionary<string, TensorBuffer> { ["input"] = picture };
            foreach (string file in files)
            {
                using Session session = Session.Load(file, new SessionSettings { Optimization = optimization });
                results.Add(session.Run(tensors));
                tensors = results[^1];
            }

            return results[^1].Values.Single().Values<float>().ToArray();
        }
        finally
        {
            results.ForEach(result => result.Dispose());
        }
    }
}
