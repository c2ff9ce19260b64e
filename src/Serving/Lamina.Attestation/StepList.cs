namespace Lamina.Attestation;

/// <summary>Collects the named checks of one verification in the order they are made.</summary>
internal sealed class StepList
{
    private readonly List<VerificationStep> _steps = [];

    public IReadOnlyList<VerificationStep> Steps => _steps;

    /// <summary>True once any check failed.</summary>
    public bool Failed { get; private set; }

    /// <summary>Records a check that ran; answers whether it passed.</summary>
    public bool Check(string name, bool passed, string whenPassed, string whenFailed)
    {
        _steps.Add(new VerificationStep(name, passed ? StepStatus.Passed : StepStatus.Failed, passed ? whenPassed : whenFailed));
        Failed |= !passed;
        return passed;
    }

    /// <summary>Records a check whose only word is why it failed: null means that it passed.</summary>
    public bool Check(string name, string? fault, string whenPassed) => Check(name, fault is null, whenPassed, fault ?? "");

    /// <summary>Records a check that passed.</summary>
    public void Pass(string name, string detail) => Check(name, true, detail, "");

    /// <summary>Records a check that failed.</summary>
    public void Fail(string name, string detail) => Check(name, false, "", detail);

    /// <summary>Records a check that did not run, and why.</summary>
    public void Skip(string name, string why) => _steps.Add(new VerificationStep(name, StepStatus.NotChecked, why));

    /// <summary>Lists what an earlier failure kept from running, so that no reader takes silence for success.</summary>
    public void SkipRest(IEnumerable<string> planned)
    {
        foreach (string name in planned.Where(name => _steps.All(step => step.Name != name)))
        {
            Skip(name, "an earlier step failed");
        }
    }
}
