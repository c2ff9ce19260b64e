using System.Text.Json;
using Lamina.Privacy.Scores;
using Lamina.Testing;

namespace Lamina.Privacy.Tests.Scores;

/// <summary>Scores against scikit-image 0.19.3 (make_reference.py); 1e-6 is what design and docs promise, float64 does far better.</summary>
public sealed class ReferenceScoreTests
{
    private const double Tolerance = 1e-9;

    private static readonly JsonElement[] Cases = Load();

    public static TheoryData<string> Names => [.. Cases.Select(item => item.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Ssim_OfACase_IsScikitImages(string name)
    {
        (UnitImage first, UnitImage second) = ReferencePictures.Case(name);
        double expected = Find(name).GetProperty("ssim").GetDouble();
        Assert.Equal(expected, StructuralSimilarity.Compute(first, second), Tolerance);
        Assert.Equal(expected, StructuralSimilarity.Compute(second, first), Tolerance);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void MsSsim_OfACase_IsTheReferences(string name)
    {
        (UnitImage first, UnitImage second) = ReferencePictures.Case(name);
        JsonElement expected = Find(name).GetProperty("ms_ssim");
        double? found = MultiScaleSimilarity.Compute(first, second);
        Assert.Equal(expected.ValueKind == JsonValueKind.Null, found is null);
        if (found is not null)
        {
            Assert.Equal(expected.GetDouble(), found.Value, Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void PixelErrors_OfACase_AreScikitImages(string name)
    {
        (UnitImage first, UnitImage second) = ReferencePictures.Case(name);
        JsonElement item = Find(name);
        ImageScores scores = ImageScores.Of(first, second);
        Assert.Equal(item.GetProperty("mse").GetDouble(), scores.Mse, 1e-12);
        double psnr = item.GetProperty("psnr") is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : PixelError.MaxPsnr;
        Assert.Equal(psnr, scores.Psnr, 1e-9);
    }

    [Fact]
    public void Cases_CoverConstantNoiseShiftedAndPhotographs() => Assert.Equal(15, Cases.Length);

    private static JsonElement Find(string name) => Cases.Single(item => item.GetProperty("name").GetString() == name);

    private static JsonElement[] Load() => [.. JsonDocument.Parse(
        File.ReadAllText(Checkout.Path("tests", "Judging", "Lamina.Privacy.Tests", "Scores", "score-cases.json"))).RootElement.EnumerateArray()];
}
