using Lamina.Attestation;

namespace Lamina.Client;

/// <summary>One numbered step of a request (docs/architecture.md, "The way of a request") and how long it took.</summary>
/// <param name="Number">1 to 8.</param>
/// <param name="Name">Its stable name: <see cref="RequestSteps"/>.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Milliseconds">Wall time. Steps 4 to 7 are the enclave's own measurements, sealed in its answer.</param>
public sealed record RequestStep(int Number, string Name, StepStatus Status, double Milliseconds);

/// <summary>Names of the numbered steps.</summary>
public static class RequestSteps
{
    private static readonly string[] Names = ["load", "evidence", "verify", "seal", "head", "send", "body", "check", "answer"];

    /// <summary>The name of a step, 0 to 8.</summary>
    public static string Name(int number) => Names[number];
}
