using Lamina.Attestation.Policies;

namespace Lamina.Attestation.Wanted;

/// <summary>Says plainly when the evidence shows the machine and not the program.</summary>
internal static class CodeJudge
{
    public static void Judge(CodeCoverage code, StepList steps)
    {
        if (code == CodeCoverage.Measured) steps.Pass(StepNames.PolicyCode, "the policy's measurements cover the program, as its author says");
        else steps.Skip(StepNames.PolicyCode, "the policy accepts that the evidence covers the machine and not the program");
    }
}
