using Lamina.Enclave.Hosting;
using Lamina.Enclave.Loading;
using Lamina.Plans;
using Lamina.Runtime;
using Lamina.Testing;

namespace Lamina.Enclave.Tests;

/// <summary>Step 0: the host controls the folder; only the plan's own bytes run.</summary>
public sealed class LoadedPlanTests
{
    [Fact]
    public void Load_UntouchedFolder_HoldsTheFilesBytesAndTheirDigest()
    {
        using TempFolder folder = new();
        Plan plan = TinyPlan.Write(folder.Path);
        using LoadedPlan loaded = LoadedPlan.Load(folder.Path, new SessionSettings());
        Assert.Equal((plan.Digest(), "x"), (loaded.Digest, loaded.Head.Inputs.Single().Name));
    }

    [Theory]
    [InlineData("head.onnx", false)]
    [InlineData("head.onnx", true)]
    [InlineData("tail.onnx", true)]
    public void Load_AnyByteOfAPartFlipped_IsRefused(string file, bool tail)
    {
        using TempFolder folder = new();
        TinyPlan.Write(folder.Path, tail);
        byte[] good = File.ReadAllBytes(folder[file]);
        for (int index = 0; index < good.Length; index += 7)
        {
            File.WriteAllBytes(folder[file], Tamper.Flip(good, index));
            UnusablePlanException refused = Assert.Throws<UnusablePlanException>(() => LoadedPlan.Load(folder.Path, new SessionSettings()));
            Assert.Contains("SHA-256", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Load_AnyByteOfThePlanFlipped_IsRefusedOrHasAnotherDigest()
    {
        using TempFolder folder = new();
        Plan plan = TinyPlan.Write(folder.Path);
        byte[] good = plan.ToBytes();
        for (int index = 0; index < good.Length; index += 3)
        {
            File.WriteAllBytes(folder[Plan.FileName], Tamper.Flip(good, index));
            try
            {
                using LoadedPlan loaded = LoadedPlan.Load(folder.Path, new SessionSettings());
                Assert.NotEqual(plan.Digest(), loaded.Digest);
            }
            catch (UnusablePlanException)
            {
                // Refused: the other good outcome.
            }
        }
    }

    [Theory]
    [InlineData(Plan.FileName)]
    [InlineData("head.onnx")]
    public void Load_MissingFile_IsRefusedByName(string file)
    {
        using TempFolder folder = new();
        TinyPlan.Write(folder.Path);
        File.Delete(folder[file]);
        UnusablePlanException refused = Assert.Throws<UnusablePlanException>(() => LoadedPlan.Load(folder.Path, new SessionSettings()));
        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_PartOfAnotherPlan_IsRefused()
    {
        using TempFolder folder = new();
        Plan plan = TinyPlan.Write(folder.Path);
        byte[] body = File.ReadAllBytes(folder["body.onnx"]);
        Plan lying = plan with { Head = plan.Head with { Sha256 = Sha256Digest.Of(body), Bytes = body.Length } };
        File.WriteAllBytes(folder["head.onnx"], body);
        File.WriteAllBytes(folder[Plan.FileName], lying.ToBytes());
        UnusablePlanException refused = Assert.Throws<UnusablePlanException>(() => LoadedPlan.Load(folder.Path, new SessionSettings()));
        Assert.Contains("not the part that the plan describes", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void VerdictGuard_UnjudgedPlan_NeedsTheOperatorsWord()
    {
        using TempFolder folder = new();
        Plan plan = TinyPlan.Write(folder.Path);
        EnclaveStartException refused = Assert.Throws<EnclaveStartException>(() => VerdictGuard.Check(plan, null));
        Assert.Contains("--accept-verdict unjudged", refused.Message, StringComparison.Ordinal);
        VerdictGuard.Check(plan, PlanVerdict.Unjudged);
        Assert.Throws<EnclaveStartException>(() => VerdictGuard.Check(plan, PlanVerdict.Leaks));
    }
}
