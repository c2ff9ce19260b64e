using System.Text.Json;
using Lamina.Images;
using Lamina.Images.Decoding;
using Lamina.Models.Zoo;
using Lamina.Plans.Preprocess;
using Lamina.Testing;

namespace Lamina.Models.Tests.Zoo;

/// <summary>Weights that others trained or drew, against the outputs that others computed (reference.json).</summary>
public sealed class PublishedWeightsTests
{
    private const double Tolerance = 1e-4;

    [Fact]
    public void EfficientNetB0_TrainedPth_GivesTheReferencesLogits()
    {
        using TempFolder folder = new();
        using (ZooModel zoo = ModelZoo.Build(Request("efficientnet_b0", Tier.Shared("models", "efficientnet_b0-photo_or_drawing.pth"))))
        {
            zoo.Save(folder["m.onnx"]);
        }

        TensorForm form = PreprocessingFile.Read(folder["m.preprocess.json"]).Preprocessing.Tensor;
        JsonElement[] cases = Reference("efficientnet_b0-photo_or_drawing.pth");
        Assert.Equal(8, cases.Length);
        foreach (JsonElement expected in cases)
        {
            float[] picture = Tensor(Tier.Shared("models", expected.GetProperty("picture").GetString()!), form);
            Assert.Equal(Expected(expected)[0].Value, ZooRunner.Run(folder["m.onnx"], picture, 1, 3, 224, 224)[0].Single(), Tolerance);
        }
    }

    [Fact]
    public void ResNet50_KerasH5_GivesTheReferencesProbabilities()
    {
        using ZooModel zoo = ModelZoo.Build(Request("resnet50", Tier.Shared("models", "keras_resnet50-random.h5.zip")));
        Assert.Equal("Keras form with weights from a Keras HDF5", zoo.Form);
        float[] picture = [.. Enumerable.Range(0, 224 * 224 * 3).Select(i => (float)(0.001 * Math.Sin(i)))];
        float[] actual = ZooRunner.Run(zoo.Model, picture, 1, 224, 224, 3)[0];
        foreach ((int index, double value) in Expected(Reference("keras_resnet50-random.h5").Single()))
        {
            Assert.Equal(value, actual[index], Tolerance);
        }
    }

    private static ZooRequest Request(string name, string weights) => new() { Architecture = ZooArchitecture.Of(name), WeightsPath = weights };

    private static JsonElement[] Reference(string model) =>
        [.. JsonDocument.Parse(File.ReadAllBytes(Tier.Shared("models", "reference.json"))).RootElement.GetProperty(model).EnumerateArray()];

    private static (int Index, double Value)[] Expected(JsonElement expected) =>
        [.. expected.GetProperty("top").EnumerateArray().Select(pair => (pair[0].GetInt32(), pair[1].GetDouble()))];

    private static float[] Tensor(string path, TensorForm form)
    {
        Picture picture = PictureDecoder.Load(path);
        float[] values = new float[3 * picture.Width * picture.Height];
        new PictureTensor(form).Fill(picture, values);
        return values;
    }
}
