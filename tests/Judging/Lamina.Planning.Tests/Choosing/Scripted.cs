using System.Collections.Immutable;
using Lamina.Planning.Choosing;
using Lamina.Plans;
using Lamina.Plans.Measured;

namespace Lamina.Planning.Tests.Choosing;

/// <summary>Candidates with set costs, and a source that answers from a table of mean SSIM per attack and cut; it records what was asked.</summary>
internal sealed class Scripted(params string[] screens) : ILeakageSource
{
    private readonly Dictionary<(string Step, string Cut), double> _ssim = [];
    private readonly Dictionary<string, PlanVerdict> _verdicts = [];

    public List<string> Asked { get; } = [];

    public PlanScope? Scope { get; init; }

    /// <summary>Which try each confirmation was said to be.</summary>
    public List<int> Tries { get; } = [];

    /// <summary>What the negative control scores.</summary>
    public double Control { get; init; } = 0.18;

    public IReadOnlyList<string> Screens => screens;

    public static CutCandidate Cut(string name, double ms, long bytes = 1000, long memory = 1000) => new()
    {
        Tensors = [name], Label = name, ExposedBytes = bytes,
        Cost = new CostRow
        {
            Tensors = [name], HeadMs = ms / 2, HeadMsP25 = ms / 2, HeadMsP75 = ms / 2, HandoffMs = 0, HandoffMsP25 = 0, HandoffMsP75 = 0,
            BodyMs = ms / 2, BodyMsP25 = ms / 2, BodyMsP75 = ms / 2, TailMs = 0, TailMsP25 = 0, TailMsP75 = 0,
            TotalMs = ms, TotalMsP25 = ms, TotalMsP75 = ms, HeadMemoryBytes = memory,
        },
    };

    /// <summary>Sets what a step finds: a screen's name, <c>judge</c> or <c>confirm</c>. What is not set scores 0.1.</summary>
    public Scripted With(string step, string cut, double ssim)
    {
        _ssim[(step, cut)] = ssim;
        return this;
    }

    public Scripted Verdict(string cut, PlanVerdict verdict)
    {
        _verdicts[cut] = verdict;
        return this;
    }

    public Task<LeakageFinding> ScreenAsync(string screen, CutCandidate cut, CancellationToken cancellation) => Answer(screen, cut, []);

    public Task<LeakageFinding> JudgeAsync(CutCandidate cut, IReadOnlyList<CutCandidate> deeper, CancellationToken cancellation) => Answer("judge", cut, deeper);

    public Task<LeakageFinding> ConfirmAsync(CutCandidate cut, IReadOnlyList<CutCandidate> deeper, int tries, CancellationToken cancellation)
    {
        Tries.Add(tries);
        return Answer("confirm", cut, deeper);
    }

    private Task<LeakageFinding> Answer(string step, CutCandidate cut, IReadOnlyList<CutCandidate> deeper)
    {
        Asked.Add($"{step} {cut}");
        LeakageRow[] rows = [.. deeper.Prepend(cut).Select(tensor => Row(step, tensor))];
        bool leaks = rows.Any(row => Exceedance.Breaks(row, PlanBudget.He2019));
        PlanVerdict otherwise = step is "judge" or "confirm" ? _verdicts.GetValueOrDefault(cut.Label, PlanVerdict.WithinBudget) : PlanVerdict.Inconclusive;
        return Task.FromResult(new LeakageFinding { Verdict = leaks ? PlanVerdict.Leaks : otherwise, Reasons = [$"{step} said so."], Leakage = [.. rows], Controls = [], Scope = Scope });
    }

    private LeakageRow Row(string step, CutCandidate cut)
    {
        double mean = _ssim.GetValueOrDefault((step, cut.Label), 0.1);
        return new LeakageRow
        {
            Tensors = cut.Tensors, Attack = step, Adversary = "black-box", Metric = "ssim", Images = 100, Seeds = [1], Counted = true,
            Score = new ScoreSummary { Mean = mean, Low = mean - 0.02, High = mean + 0.02, Max = mean + 0.1 },
            Control = new ControlLevel { Name = "mean-image", Mean = Control },
            Excess = new ScoreSummary { Mean = mean - Control, Low = mean - Control - 0.02, High = mean - Control + 0.02, Max = mean - Control + 0.1 },
        };
    }
}
