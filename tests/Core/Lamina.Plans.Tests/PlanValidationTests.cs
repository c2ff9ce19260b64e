using Lamina.Plans.Measured;
using Lamina.Plans.Preprocess;

namespace Lamina.Plans.Tests;

public sealed class PlanValidationTests
{
    /// <summary>A name for the case, the broken plan, and where the fault must be told.</summary>
    public static TheoryData<string, string> Cases => [.. Broken.Select(item => (item.Key, item.Value.Path))];

    private static readonly Dictionary<string, (string Path, Func<Plan, Plan> Break)> Broken = new()
    {
        ["other version"] = ("$.format_version", plan => plan with { FormatVersion = 2 }),
        ["model in a folder"] = ("$.model.file", plan => plan with { Model = plan.Model with { File = "../net.onnx" } }),
        ["opset 0"] = ("$.model.opset", plan => plan with { Model = plan.Model with { Opset = 0 } }),
        ["external data twice"] = ("$.model.external_data[1].file", plan => plan with { Model = plan.Model with { ExternalData = [.. plan.Model.ExternalData, .. plan.Model.ExternalData] } }),
        ["external data elsewhere"] = ("$.head.external_data[0].file", plan => plan with { Head = plan.Head with { ExternalData = [plan.Head.ExternalData[0] with { File = "/etc/passwd" }] } }),
        ["head is the plan"] = ("$.head.file", plan => plan with { Head = plan.Head with { File = "plan.json" } }),
        ["head and body one file"] = ("$.body.file", plan => plan with { Body = plan.Body with { File = plan.Head.File } }),
        ["empty head"] = ("$.head.bytes", plan => plan with { Head = plan.Head with { Bytes = 0 } }),
        ["no inputs"] = ("$.inputs", plan => plan with { Inputs = [] }),
        ["dynamic batch"] = ("$.inputs[0].shape", plan => plan with { Inputs = [SamplePlan.Float("input", -1, 3, 4, 4)] }),
        ["overflowing shape"] = ("$.inputs[0].shape", plan => plan with { Inputs = [SamplePlan.Float("input", long.MaxValue, long.MaxValue, 4)] }),
        ["two outputs of one name"] = ("$.body.outputs[1].name", plan => plan with { Body = plan.Body with { Outputs = [.. plan.Body.Outputs, .. plan.Body.Outputs] } }),
        ["control character in a name"] = ("$.outputs[0].name", plan => plan with { Outputs = [SamplePlan.Float("lo\ngits", 1, 2)] }),
        ["exposed twice"] = ("$.cut.exposed[3]", plan => plan with { Cut = plan.Cut with { Exposed = [.. plan.Cut.Exposed, "pool"] } }),
        ["exposed is short"] = ("$.cut.exposed", plan => plan with { Cut = plan.Cut with { Exposed = ["relu1", "shape"] } }),
        ["input is exposed"] = ("$.cut.exposed", plan => plan with { Cut = plan.Cut with { Exposed = [.. plan.Cut.Exposed, "input"] } }),
        ["head takes something else"] = ("$.head.inputs[0]", plan => plan with { Head = plan.Head with { Inputs = [SamplePlan.Float("other", 1, 3, 4, 4)] } }),
        ["head does not give the cut"] = ("$.cut.tensors[0]", plan => plan with { Head = plan.Head with { Outputs = [plan.Head.Outputs[1]] } }),
        ["body gets more than the cut"] = ("$.body.inputs[2]", plan => plan with { Body = plan.Body with { Inputs = [.. plan.Body.Inputs, SamplePlan.Float("skip", 1, 9)] } }),
        ["body gets another shape"] = ("$.body.inputs[0]", plan => plan with { Body = plan.Body with { Inputs = [SamplePlan.Float("relu1", 1, 8, 2, 3), plan.Body.Inputs[1]] } }),
        ["cut that the body does not take"] = ("$.cut.tensors[0]", plan => plan with { Body = plan.Body with { Inputs = [plan.Body.Inputs[1]] } }),
        ["head gives more than the cut"] = ("$.head.outputs[2]", plan => plan with { Head = plan.Head with { Outputs = [.. plan.Head.Outputs, Skip] } }),
        ["tail takes what the worker is not sent"] = ("$.tail.inputs[1]", plan => plan with { Head = plan.Head with { Outputs = [.. plan.Head.Outputs, Skip] }, Tail = plan.Tail! with { Inputs = [.. plan.Tail.Inputs, Skip] } }),
        ["tail takes the cut itself"] = ("$.tail.inputs[1]", plan => plan with { Tail = plan.Tail! with { Inputs = [.. plan.Tail.Inputs, plan.Cut.Tensors[0]] } }),
        ["tail takes the picture"] = ("$.tail.inputs[1]", plan => plan with { Tail = plan.Tail! with { Inputs = [.. plan.Tail.Inputs, plan.Inputs[0]] } }),
        ["output of the head"] = ("$.outputs[1]", plan => plan with { Outputs = [.. plan.Outputs, plan.Cut.Tensors[0]] }),
        ["output of the body before a tail"] = ("$.outputs[1]", plan => plan with { Outputs = [.. plan.Outputs, plan.Body.Outputs[0]] }),
        ["input that nobody takes"] = ("$.inputs[1]", plan => plan with { Inputs = [.. plan.Inputs, Skip] }),
        ["shape that nobody takes"] = ("$.cut.shape_tensors[0]", plan => plan with { Body = plan.Body with { Inputs = [plan.Body.Inputs[0]] } }),
        ["tail from nowhere"] = ("$.tail.inputs[0]", plan => plan with { Tail = plan.Tail! with { Inputs = [SamplePlan.Float("hidden", 1, 8)] } }),
        ["nobody computes the output"] = ("$.outputs[0]", plan => plan with { Tail = null }),
        ["content disguised as a shape"] = ("$.cut.shape_tensors[0]", plan => plan with { Cut = plan.Cut with { ShapeTensors = [plan.Cut.Tensors[0]] } }),
        ["request too small"] = ("$.limits.request_bytes", plan => plan with { Limits = plan.Limits with { RequestBytes = 200 } }),
        ["answer too large"] = ("$.limits.answer_bytes", plan => plan with { Limits = plan.Limits with { AnswerBytes = PlanLimits.MaxMessageBytes + 1 } }),
        ["pictures of another size"] = ("$.preprocessing", plan => plan with { Preprocessing = plan.Preprocessing! with { Geometry = [new GeometryStep { CropCenter = new CropCenter { Width = 5, Height = 4 } }] } }),
        ["pictures of another layout"] = ("$.preprocessing", plan => plan with { Preprocessing = plan.Preprocessing! with { Tensor = plan.Preprocessing.Tensor with { Layout = TensorLayout.Nhwc } } }),
        ["two means"] = ("$.preprocessing.tensor.mean", plan => plan with { Preprocessing = plan.Preprocessing! with { Tensor = plan.Preprocessing.Tensor with { Mean = [1, 2] } } }),
        ["verdict without budget"] = ("$.budget", plan => plan with { Budget = null }),
        ["verdict without scope"] = ("$.scope", plan => plan with { Scope = null }),
        ["verdict without reason"] = ("$.reasons", plan => plan with { Reasons = [] }),
        ["acquittal by nothing that counted"] = ("$.leakage", plan => plan with { Leakage = [plan.Leakage[1]] }),
        ["acquittal without control"] = ("$.controls", plan => plan with { Controls = [plan.Controls[0] with { Passed = false }] }),
        ["leaks without rows"] = ("$.leakage", plan => plan with { Verdict = PlanVerdict.Leaks, Leakage = [] }),
        ["empty reason"] = ("$.reasons[0]", plan => plan with { Reasons = [" "] }),
        ["budget twice"] = ("$.budget.limits[1]", plan => plan with { Budget = new PlanBudget { Name = "custom", Limits = [PlanBudget.He2019.Limits[0], PlanBudget.He2019.Limits[0]] } }),
        ["budget that is no number"] = ("$.budget.limits[0].max", plan => plan with { Budget = new PlanBudget { Name = "custom", Limits = [PlanBudget.He2019.Limits[0] with { Max = double.NaN }] } }),
        ["share above 1"] = ("$.budget.limits[0].victims.max_share", plan => plan with { Budget = new PlanBudget { Name = "custom", Limits = [PlanBudget.Strict.Limits[0] with { Victims = new VictimLimit { Above = 0, MaxShare = 1.1, FromVictims = 1 } }] } }),
        ["score that is no number"] = ("$.leakage[0].score", plan => Row(plan, row => row with { Score = row.Score with { Max = double.PositiveInfinity } })),
        ["bounds the wrong way"] = ("$.leakage[0].excess", plan => Row(plan, row => row with { Excess = row.Score with { Low = 1, High = 0 } })),
        ["excess over nothing"] = ("$.leakage[0].excess", plan => Row(plan, row => row with { Control = null })),
        ["not counted without a reason"] = ("$.leakage[0].not_counted", plan => Row(plan, row => row with { Counted = false })),
        ["more victims than there are"] = ("$.leakage[0].victims.count", plan => Row(plan, row => row with { Victims = row.Victims! with { Count = 121 } })),
        ["attack with spaces"] = ("$.leakage[0].attack", plan => Row(plan, row => row with { Attack = "Inverse network" })),
        ["quartiles the wrong way"] = ("$.costs[0].body_ms", plan => plan with { Costs = [plan.Costs[0] with { BodyMs = 30 }] }),
        ["negative memory"] = ("$.costs[0].head_memory_bytes", plan => plan with { Costs = [plan.Costs[0] with { HeadMemoryBytes = -1 }] }),
        ["commit that is none"] = ("$.provenance.commit", plan => plan with { Provenance = plan.Provenance with { Commit = "main" } }),
        ["no data"] = ("$.provenance.data[0].images", plan => plan with { Provenance = plan.Provenance with { Data = [plan.Provenance.Data[0] with { Images = 0 }] } }),
    };

    private static TensorSpec Skip => SamplePlan.Float("skip", 1, 9);

    [Fact]
    public void Validate_SoundPlans_HaveNoFault()
    {
        Assert.Empty(SamplePlan.Full().Validate());
        Assert.Empty(SamplePlan.Unjudged().Validate());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Validate_ShapeThatTheTailTakes_IsExposedOnlyWhereTheBodyTakesItToo(bool body)
    {
        Plan plan = SamplePlan.Full();
        TensorSpec shape = plan.Cut.ShapeTensors[0];
        plan = plan with { Tail = plan.Tail! with { Inputs = [.. plan.Tail.Inputs, shape] } };
        Plan kept = plan with { Body = plan.Body with { Inputs = [plan.Body.Inputs[0]] }, Cut = plan.Cut with { Exposed = ["relu1", "pool"] } };
        Assert.Empty((body ? plan : kept).Validate());
        Assert.Equal(body ? 1 : 0, (plan with { Body = body ? plan.Body : kept.Body, Cut = kept.Cut }).Validate().Length);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Validate_BrokenPlan_NamesThePlace(string name, string path)
    {
        Plan plan = Broken[name].Break(SamplePlan.Full());
        Fault fault = Assert.Single(plan.Validate(), fault => fault.Path == path);
        Assert.EndsWith(".", fault.Sentence, StringComparison.Ordinal);
        Assert.Throws<PlanException>(plan.ToBytes);
    }

    [Fact]
    public void Validate_SeveralFaults_AreAllTold()
    {
        Plan plan = SamplePlan.Full() with { FormatVersion = 0, Reasons = [""], Scope = null };
        Assert.Equal(["$.format_version", "$.scope", "$.reasons[0]"], plan.Validate().Select(fault => fault.Path));
        Assert.Contains("and 2 more places", Assert.Throws<PlanException>(plan.ToBytes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_AMillionFaults_AreBounded()
    {
        Plan plan = SamplePlan.Full();
        Assert.InRange((plan with { Reasons = [.. Enumerable.Repeat("", 1_000_000)] }).Validate().Length, 2, 100);
    }

    [Fact]
    public void IsWithinBudget_Demonstration_IsNot()
    {
        Plan plan = SamplePlan.Full();
        Assert.True(plan.IsWithinBudget());
        Assert.False((plan with { Scope = plan.Scope! with { Demonstration = true } }).IsWithinBudget());
        Assert.False((plan with { Verdict = PlanVerdict.Inconclusive }).IsWithinBudget());
    }

    private static Plan Row(Plan plan, Func<LeakageRow, LeakageRow> change) => plan with { Leakage = [change(plan.Leakage[0]), plan.Leakage[1]] };
}
