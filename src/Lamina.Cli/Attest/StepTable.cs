using Lamina.Attestation;
using Lamina.Cli.CommandLine;

namespace Lamina.Cli.Attest;

/// <summary>Prints the checks of a verification, one a line.</summary>
internal static class StepTable
{
    /// <summary>Prints them.</summary>
    public static void Show(IReadOnlyList<VerificationStep> steps, Terminal terminal)
    {
        int width = steps.Count == 0 ? 0 : steps.Max(step => step.Name.Length);
        foreach (VerificationStep step in steps)
        {
            terminal.Show($"  {StepJson.Text(step.Status),-11} {step.Name.PadRight(width)}  {step.Detail}");
        }
    }
}
