using System.Text;
using Lamina.Testing;

namespace Lamina.Plans.Tests;

public sealed class PlanBytesTests
{
    /// <summary>Changes only together with <see cref="Plan.CurrentFormat"/>: every digest that was ever bound to evidence depends on it.</summary>
    private const string VectorDigest = "3ba9393d2202df72bbc1f04c19048e86a4a1bee30158298c4d97bf8a22883b26";

    private static readonly byte[] Vector = File.ReadAllBytes(Checkout.Path("tests", "Core", "Lamina.Plans.Tests", "Vectors", "plan-v1.json"));

    [Fact]
    public void ToBytes_FullPlan_IsTheCommittedVector()
    {
        Assert.Equal(Encoding.UTF8.GetString(Vector), Encoding.UTF8.GetString(SamplePlan.Full().ToBytes()));
        Assert.Equal(VectorDigest, SamplePlan.Full().Digest().ToString());
        Assert.Equal(VectorDigest, Sha256Digest.Of(Vector).ToString());
    }

    [Fact]
    public void Parse_Vector_GivesTheSameBytesAndDigest()
    {
        Plan plan = Plan.Parse(Vector);
        Assert.Equal(Vector, plan.ToBytes());
        Assert.Equal(VectorDigest, plan.Digest().ToString());
        Assert.Equal("dog's \"best\" <friend>", plan.Preprocessing!.Labels!.Value[1]);
        Assert.Equal("block1 (größer)", plan.Cut.Label);
        Assert.True(plan.IsWithinBudget());
    }

    [Fact]
    public void Parse_UnjudgedPlan_GivesTheSameBytes()
    {
        byte[] bytes = SamplePlan.Unjudged().ToBytes();
        Plan plan = Plan.Parse(bytes);
        Assert.Equal(bytes, plan.ToBytes());
        Assert.Null(plan.Tail);
        Assert.False(plan.IsWithinBudget());
    }

    [Fact]
    public void Parse_AnyFlippedBit_IsRefusedOrHasAnotherDigest()
    {
        int refused = 0;
        for (int at = 0; at < Vector.Length; at++)
        {
            byte[] flipped = [.. Vector];
            flipped[at] ^= (byte)(1 << (at % 8));
            try
            {
                Assert.NotEqual(VectorDigest, Plan.Parse(flipped).Digest().ToString());
            }
            catch (PlanException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, Vector.Length / 2, Vector.Length);
    }

    [Fact]
    public void Parse_TruncatedAtAnyByte_IsRefused()
    {
        for (int length = 0; length < Vector.Length; length++)
        {
            Assert.Throws<PlanException>(() => Plan.Parse(Vector.AsSpan(0, length)));
        }
    }

    [Theory]
    [InlineData("\"opset\": 17", "\"opset\":  17", "canonical form")]
    [InlineData("\"opset\": 17", "\"opset\": 17.0", "$.model.opset")]
    [InlineData("\"max\": 0.05", "\"max\": 0.050", "canonical form")]
    [InlineData("\"max\": 0.05", "\"max\": 5e-2", "canonical form")]
    [InlineData("\"max\": 0.05", "\"max\": 1e999", "$.budget.limits[0].max")]
    [InlineData("\"max\": 0.05", "\"max\": NaN", "not valid JSON")]
    [InlineData("\"max\": 0.05", "\"max\": \"0.05\"", "$.budget.limits[0].max")]
    [InlineData("\"verdict\": \"within-budget\"", "\"verdict\": \"Within-Budget\"", "$.verdict")]
    [InlineData("\"verdict\": \"within-budget\"", "\"verdict\": 2", "canonical form")]
    [InlineData("\"verdict\": \"within-budget\"", "\"verdict\": \"safe\"", "$.verdict")]
    [InlineData("\"verdict\": \"within-budget\"", "\"verdict\": null", "$.verdict")]
    [InlineData("\"opset\": 17", "\"opset\": 17,\n    \"surplus\": 1", "there is no property 'surplus'")]
    [InlineData("\"opset\": 17", "\"opset\": 17,\n    \"opset\": 17", "given twice")]
    [InlineData("\"opset\": 17,", "", "the required 'opset' is missing")]
    [InlineData("\"opset\": 17", "\"Opset\": 17", "there is no property 'Opset'")]
    [InlineData("\"opset\": 17", "\"opset\": 17 // why", "not valid JSON")]
    [InlineData("\"file\": \"net.onnx\"", "\"file\": \"n\\u0065t.onnx\"", "canonical form")]
    [InlineData("\"file\": \"net.onnx\"", "\"file\": \"\\ud800\"", "$.model.file")]
    [InlineData("gr\\u00F6\\u00DFer", "größer", "canonical form")]
    [InlineData("gr\\u00F6", "gr\\u00f6", "canonical form")]
    [InlineData("\"exposed\": [", "\"exposed\": [[[[[[[[[[[[[[[[[[[[", "$.cut.exposed")]
    public void Parse_OtherSpelling_IsRefusedWithASentence(string found, string replaced, string sentence)
    {
        string text = Encoding.UTF8.GetString(Vector);
        Assert.Contains(found, text, StringComparison.Ordinal);
        int at = text.IndexOf(found, StringComparison.Ordinal);
        byte[] changed = Encoding.UTF8.GetBytes(text[..at] + replaced + text[(at + found.Length)..]);
        var refusal = Assert.Throws<PlanException>(() => Plan.Parse(changed));
        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Lamina.Plans.", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null\n")]
    [InlineData("[]\n")]
    [InlineData("{}\n")]
    [InlineData("\u0000")]
    public void Parse_NoPlan_IsRefused(string text) =>
        Assert.Throws<PlanException>(() => Plan.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Parse_ByteOrderMarkOrTrailingByte_IsRefused()
    {
        Assert.Throws<PlanException>(() => Plan.Parse([0xEF, 0xBB, 0xBF, .. Vector]));
        Assert.Throws<PlanException>(() => Plan.Parse([.. Vector, (byte)'\n']));
    }

    [Fact]
    public void Parse_AboveTheCeiling_IsRefusedUnread()
    {
        var refusal = Assert.Throws<PlanException>(() => Plan.Parse(new byte[Plan.MaxBytes + 1]));
        Assert.Contains("at most 16777216", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_DeepNesting_IsRefused() =>
        Assert.Throws<PlanException>(() => Plan.Parse(Encoding.UTF8.GetBytes(new string('[', 1_000_000))));

    [Fact]
    public void ToBytes_InvalidPlan_IsRefused() =>
        Assert.Throws<PlanException>(() => (SamplePlan.Unjudged() with { FormatVersion = 2 }).ToBytes());

    [Fact]
    public void Load_FolderFileOrNothing_ReadsOrSaysWhy()
    {
        using var folder = new TempFolder();
        Assert.Contains("There is no plan at", Assert.Throws<PlanException>(() => Plan.Load(folder.Path)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(folder[Plan.FileName], Vector);
        Assert.Equal(VectorDigest, Plan.Load(folder.Path).Digest().ToString());
        Assert.Equal(VectorDigest, Plan.Load(folder[Plan.FileName]).Digest().ToString());
    }
}
