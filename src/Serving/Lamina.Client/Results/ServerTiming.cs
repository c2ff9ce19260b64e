using System.Globalization;
using Lamina.Attestation;
using Lamina.Protocol.BinaryHttp;

namespace Lamina.Client.Results;

/// <summary>Reads the enclave's own step times from the sealed field <c>server-timing</c>, such as <c>4;dur=12.3, 6;dur=20.1</c>.</summary>
internal static class ServerTiming
{
    /// <summary>Steps 4 to 8. Step 8 is what is left of the round trip: sealing, the way back and forth, opening.</summary>
    public static IReadOnlyList<RequestStep> Steps(BinaryResponse response, double roundTrip)
    {
        List<RequestStep> steps = [];
        if (response.Fields.TryGetSingle("server-timing", out ReadOnlyMemory<byte> value))
        {
            foreach (string entry in System.Text.Encoding.ASCII.GetString(value.Span).Split(',', StringSplitOptions.TrimEntries))
            {
                if (entry.Split(";dur=") is [string number, string duration]
                    && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int step) && step is >= 4 and <= 7
                    && double.TryParse(duration, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double milliseconds))
                {
                    steps.Add(new RequestStep(step, RequestSteps.Name(step), StepStatus.Passed, milliseconds));
                }
            }
        }

        steps.Add(new RequestStep(8, RequestSteps.Name(8), StepStatus.Passed, Math.Max(0, roundTrip - steps.Sum(step => step.Milliseconds))));
        return steps;
    }
}
