using System.Collections.Immutable;
using Lamina.Onnx;
using Lamina.Onnx.Inspection;
using Lamina.Onnx.Text;
using Lamina.Privacy.Attacks;
using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Tests.Attacks;
using Lamina.Privacy.Tests.Runs;

namespace Lamina.Privacy.Tests.Features;

public sealed class FeatureMemoryTests : NeedsTorch, IDisposable
{
    private static readonly string[] Cuts = ["h", "e", "d", "a"];

    // Of d and e 8x8x8 floats, of h 8. An early layer, a, costs less to compute than to keep.
    private const int KeptOfAPicture = 4 * ((2 * 512) + 8);

    private readonly RunSample _sample = new();

    private IReadOnlyList<UnitImage> Pictures => _sample.Subject.Images.Victims.Images;

    public void Dispose() => _sample.Dispose();

    [Fact]
    public void Exact_SeveralCuts_AreTheBitsOfTheirOwnRunsFromOnePassAPicture()
    {
        using FeatureMemory memory = Memory(_sample.Subject.Inspection, 1 << 20);
        AssertSame(memory);
        AssertSame(memory);
        Assert.Equal(Pictures.Count, memory.Passes);
        Assert.Equal(KeptOfAPicture * Pictures.Count, memory.KeptBytes);
    }

    [Fact]
    public void Exact_BeyondTheCeiling_IsComputedAgain()
    {
        using FeatureMemory memory = Memory(_sample.Subject.Inspection, 3 * KeptOfAPicture);
        AssertSame(memory);
        AssertSame(memory);
        Assert.InRange(memory.KeptBytes, 1, 3 * KeptOfAPicture);
        Assert.InRange(memory.Passes, 1, 4);
    }

    [Fact]
    public void Exact_PassThatGivesOtherBits_IsNotBelieved()
    {
        using OnnxModel other = GraphText.Parse(RunSample.Net.Replace("random 2", "random 9", StringComparison.Ordinal));
        using FeatureMemory memory = Memory(ModelInspection.Of(other), 1 << 20);
        AssertSame(memory);
        AssertSame(memory);
    }

    private static FeatureMemory Memory(ModelInspection inspection, long ceiling) =>
        new(inspection, RunSample.Preprocessing, Cuts.Select(cut => ImmutableArray.Create(cut)), ceiling, threads: 1);

    private void AssertSame(FeatureMemory memory)
    {
        foreach (string cut in Cuts)
        {
            using AttackTarget with = AttackTarget.Open(_sample.Subject.Model, RunSample.Preprocessing, [cut], 1, memory);
            using AttackTarget without = AttackTarget.Open(_sample.Subject.Model, RunSample.Preprocessing, [cut], 1);
            Assert.All(Pictures, picture => Assert.Equal(without.Exact(picture).Maps[0].Values, with.Exact(picture).Maps[0].Values));
        }
    }
}
