using System.Text.Json;
using Lamina.Images.Decoding;
using Lamina.Plans.Preprocess;
using Lamina.Testing;

namespace Lamina.Images.Tests;

/// <summary>Real models' preprocessing against what Pillow and NumPy made of the same eight photographs.</summary>
public sealed class ReferenceTests
{
    public static TheoryData<string> Models => ["efficientnet_b0-photo_or_drawing", "efficientnet_lite0-imagenet", "resnet50_thin-moderation", "vgg16-brain_mri"];

    /// <summary>
    /// Measured over the 32 pictures: largest difference 0 levels, mean 0. Allowed are two levels, as other versions of the JPEG
    /// decoder may differ by that much.
    /// </summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void ApplyGeometry_FromTheJpeg_IsTheReferencePicture(string model)
    {
        PicturePreprocessor preprocessor = Preprocessor(model);
        foreach (JsonElement entry in Entries(model))
        {
            Picture photograph = PictureDecoder.Load(Tier.Shared("data", "imagenet-sample", entry.GetProperty("image").GetString()!));
            Picture expected = PictureDecoder.Load(Tier.Shared("models", entry.GetProperty("picture").GetString()!));
            (int max, double mean) = Vector.Difference(expected, preprocessor.ApplyGeometry(photograph));
            Assert.InRange(max, 0, 2);
            Assert.InRange(mean, 0, 0.02);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Fill_FromTheReferencePicture_IsTheReferenceTensor(string model)
    {
        PicturePreprocessor preprocessor = Preprocessor(model);
        foreach (JsonElement entry in Entries(model))
        {
            JsonElement expected = entry.GetProperty("tensor");
            Assert.Equal(Numbers(expected, "shape"), preprocessor.Shape.Select(dimension => (double)dimension));
            float[] tensor = new float[preprocessor.TensorLength];
            preprocessor.Tensor.Fill(PictureDecoder.Load(Tier.Shared("models", entry.GetProperty("picture").GetString()!)), tensor);

            // Three of the four agree to the last bit; the fourth was scaled to 0..1 first, in float32, which costs a few bits.
            Assert.All(Numbers(expected, "first5").Zip(tensor[..5]), pair => Assert.Equal(pair.First, pair.Second, 5e-7));
            Assert.All(Numbers(expected, "last5").Zip(tensor[^5..]), pair => Assert.Equal(pair.First, pair.Second, 5e-7));
            double mean = tensor.Average(value => (double)value);
            double deviation = Math.Sqrt(tensor.Average(value => (value - mean) * (value - mean)));

            // The reference summed in float32, which at 150,000 values of up to 150 is good to about six digits.
            Assert.Equal(expected.GetProperty("mean").GetDouble(), mean, 1e-5 * Math.Max(1, deviation));
            Assert.Equal(expected.GetProperty("std").GetDouble(), deviation, 1e-5 * Math.Max(1, deviation));
        }
    }

    private static PicturePreprocessor Preprocessor(string model) =>
        new(PreprocessingFile.Read(Tier.Shared("models", $"{model}.preprocess.json")).Preprocessing);

    private static JsonElement[] Entries(string model)
    {
        using JsonDocument reference = JsonDocument.Parse(File.ReadAllBytes(Tier.Shared("models", "reference.json")));
        JsonElement[] entries = [.. reference.RootElement.EnumerateObject()
            .Single(property => property.Name.StartsWith(model, StringComparison.Ordinal)).Value.EnumerateArray().Select(entry => entry.Clone())];
        Assert.Equal(8, entries.Length);
        return entries;
    }

    private static double[] Numbers(JsonElement tensor, string name) => [.. tensor.GetProperty(name).EnumerateArray().Select(item => item.GetDouble())];
}
