using System.Collections.Immutable;
using System.Globalization;
using Lamina.Images;
using Lamina.Images.Decoding;
using Lamina.Onnx;
using Lamina.Plans;
using Lamina.Plans.Preprocess;
using Lamina.Privacy.Attacks;
using Lamina.Privacy.Attacks.Ridge;
using Lamina.Privacy.Controls;
using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Selection;
using Lamina.Privacy.Verdict;
using Lamina.Runtime;
using Lamina.Testing;

namespace Lamina.Privacy.Tests.Attacks;

/// <summary>The cheap attacks on a real trained network and real photographs, beside the negative controls.</summary>
public sealed class RealCutTests
{
    private const int Photographs = 160;
    private const int Victims = 24;

    /// <summary>
    /// EfficientNet-Lite0 after the stage of 24 channels (24x56x56). A linear map from a 3x3 neighbourhood already shows far more
    /// than any control: a figure below it means that something here is broken, not that the cut is safe.
    /// </summary>
    [Fact]
    public void Ridge_AtAnEarlyCutOfARealNetwork_BeatsEveryControl()
    {
        using OnnxModel model = OnnxModel.Open(Tier.Shared("models", "efficientnet_lite0-imagenet.onnx"));
        string cut = model.Graph.Topology.Order.First(node => node.OpType == "Add").Outputs[0];
        using Session head = Session.Load(Exposing(model, cut));
        PicturePreprocessor preprocessor = new(PreprocessingFile.Read(Tier.Shared("models", "efficientnet_lite0-imagenet.preprocess.json")).Preprocessing);
        string[] files = [.. Directory.GetFiles(Tier.Shared("data", "imagenet-sample"), "*.JPEG", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(Photographs)];
        Picture[] pictures = [.. files.Select(file => preprocessor.ApplyGeometry(PictureDecoder.Load(file)))];
        UnitImage[] images = [.. pictures.Select(picture => UnitImage.FromBytes(picture.Width, picture.Height, picture.Pixels))];
        FeatureMap[] features = [.. pictures.Select(picture => Features(head, cut, preprocessor, picture))];
        Assert.Equal((24, 56, 56), (features[0].Channels, features[0].Height, features[0].Width));

        Roles roles = Roles.Deal([.. pictures.Select(picture => Sha256Digest.Of(picture.Pixels))], Victims, 0, 0.08, seed: 1);
        UnitImage[] victims = Of(roles.Victims, images);
        UnitImage[] teachers = Of(roles.Training, images);
        FeatureMap[] learned = Of(roles.Training, features);
        RidgeAttack attack = RidgeAttack.Fit(
            new RidgeData { Images = teachers, Features = learned, Validation = Of(roles.Validation, images), ValidationFeatures = Of(roles.Validation, features) },
            new RidgeOptions { MaxPositions = 100_000, Penalties = [1e-5, 1e-3] },
            TestContext.Current.CancellationToken);
        ImmutableDictionary<Metric, ImmutableArray<double>> ridge = ReconstructionScores.Of(victims, [.. Of(roles.Victims, features).Select(attack.Reconstruct)]);
        NegativeControl[] controls =
        [
            NegativeControls.MeanImage(new VictimScorer(victims), teachers),
            NegativeControls.BestConstantImage(new VictimScorer(victims), teachers[..24]),
            NegativeControls.Of(NegativeKind.NearestImage, new VictimScorer(victims), NearestNeighbourAttack.Reconstruct(Of(roles.Victims, features), teachers, learned)),
        ];

        double best = controls.Max(control => control.Scores[Metric.Ssim].Average());
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"cut {cut}: ridge SSIM {ridge[Metric.Ssim].Average():0.000}, MS-SSIM {ridge[Metric.MsSsim].Average():0.000}, PSNR {ridge[Metric.Psnr].Average():0.0} dB, re-identified {ridge[Metric.Reidentification].Average():0.00}; penalty {attack.Penalty}; ")
            + string.Join(", ", controls.Select(control => string.Create(CultureInfo.InvariantCulture, $"{control.Name} {control.Scores[Metric.Ssim].Average():0.000}"))));
        Assert.True(ridge[Metric.Ssim].Average() > best + 0.1, $"ridge {ridge[Metric.Ssim].Average()}, best control {best}");
        Assert.True(ridge[Metric.Reidentification].Average() > 0.9);
    }

    private static T[] Of<T>(ImmutableArray<int> indices, T[] items) => [.. indices.Select(i => items[i])];

    private static FeatureMap Features(Session head, string cut, PicturePreprocessor preprocessor, Picture picture)
    {
        float[] tensor = new float[preprocessor.TensorLength];
        preprocessor.Tensor.Fill(picture, tensor);
        return HeadFeatures.Of(head, cut, tensor, cancellation: TestContext.Current.CancellationToken);
    }

    /// <summary>The model with the cut as a further output: field 7 is the graph, field 12 an output in it, and repeated messages merge.</summary>
    private static byte[] Exposing(OnnxModel model, string tensor)
    {
        byte[] name = System.Text.Encoding.UTF8.GetBytes(tensor);
        Assert.True(name.Length < 100, "one byte holds each length");
        byte[] info = [0x0A, (byte)name.Length, .. name];
        return [.. model.ToArray(), 0x3A, (byte)(info.Length + 2), 0x62, (byte)info.Length, .. info];
    }
}
