using System.Text.Json;

namespace Lamina.Plans.Tests;

public sealed class PlanValueTests
{
    [Fact]
    public void Verdict_Names_AreThoseOfTheCommandLineAndOfJson()
    {
        Assert.Equal(["unjudged", "leaks", "within-budget", "inconclusive"], Enum.GetValues<PlanVerdict>().Select(PlanVerdicts.Name));
        foreach (PlanVerdict verdict in Enum.GetValues<PlanVerdict>())
        {
            Assert.Equal($"\"{verdict.Name()}\"", JsonSerializer.Serialize(verdict));
            Assert.True(PlanVerdicts.TryParse(verdict.Name(), out PlanVerdict parsed));
            Assert.Equal(verdict, parsed);
        }

        Assert.False(PlanVerdicts.TryParse("Leaks", out _));
    }

    [Fact]
    public void ElementType_Names_AreThoseOfJson()
    {
        foreach (ElementType type in Enum.GetValues<ElementType>())
        {
            Assert.Equal($"\"{type.Name()}\"", JsonSerializer.Serialize(type));
            Assert.InRange(type.Size(), 1, 8);
        }
    }

    [Fact]
    public void Digest_OfKnownText_IsThePublishedOne()
    {
        // FIPS 180-4 example: SHA-256("abc").
        const string Abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        Assert.Equal(Abc, Sha256Digest.Of("abc"u8).ToString());
        Assert.Equal(Abc, Sha256Digest.Of(new MemoryStream("abc"u8.ToArray())).ToString());
        Assert.True(Sha256Digest.TryParse(Abc, out Sha256Digest? digest));
        Assert.Equal(Sha256Digest.Of("abc"u8), digest);
        Assert.Equal(digest, Sha256Digest.FromBytes(digest.ToBytes()));
    }

    [Fact]
    public void Digest_OfAStreamOfManyBlocks_IsThePublishedOne()
    {
        // FIPS 180-4 example: a million times "a".
        using var stream = new MemoryStream([.. Enumerable.Repeat((byte)'a', 1_000_000)]);
        Assert.Equal("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0", Sha256Digest.Of(stream).ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("BA7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ag")]
    public void Digest_OtherText_IsNone(string? text) => Assert.False(Sha256Digest.TryParse(text, out _));

    [Fact]
    public void Mismatch_ChangedFile_SaysBoth()
    {
        var file = new HashedFile { File = "head.onnx", Sha256 = Sha256Digest.Of("abc"u8), Bytes = 3 };
        Assert.Null(file.Mismatch("abc"u8));
        Assert.Contains("has SHA-256", file.Mismatch("abd"u8), StringComparison.Ordinal);
        Assert.Contains("has 4 bytes, the plan names 3", file.Mismatch("abcd"u8), StringComparison.Ordinal);
        Assert.Contains("has SHA-256", file.Mismatch(3, Sha256Digest.Of("x"u8)), StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_FromShapes_HoldTensorsAndFields()
    {
        PlanLimits limits = PlanLimits.For([SamplePlan.Float("input", 1, 3, 224, 224)], [SamplePlan.Float("logits", 1, 1000)]);
        Assert.Equal(0, limits.RequestBytes % 4096);
        Assert.InRange(limits.RequestBytes, (3 * 224 * 224 * 4) + 4096 + 512, (3 * 224 * 224 * 4) + (3 * 4096));
        Assert.Equal(12288, limits.AnswerBytes); // 4000 + 4096 + 512 + 36, rounded up
    }

    [Fact]
    public void TensorSpec_SameShape_IsEqual()
    {
        Assert.Equal(SamplePlan.Float("x", 1, 2), SamplePlan.Float("x", 1, 2));
        Assert.NotEqual(SamplePlan.Float("x", 1, 2), SamplePlan.Float("x", 2, 1));
        Assert.Equal("x float32[1,2]", SamplePlan.Float("x", 1, 2).ToString());
        Assert.Throws<OverflowException>(() => SamplePlan.Float("x", long.MaxValue, 3).ElementCount());
    }
}
