namespace Lamina.Attestation.Genuine;

/// <summary>
/// Intel's statuses as what they say about a platform, so that those of platform, quoting enclave and TDX module merge into
/// one: whatever is wrong with a part is wrong with the whole.
/// </summary>
internal static class TcbStatus
{
    [Flags]
    private enum Wrong
    {
        Nothing = 0,
        Hardening = 1,
        Configuration = 2,
        Old = 4,
        Revoked = 8,
    }

    public const string Revoked = "Revoked";

    /// <summary>The status of the whole.</summary>
    public static string Merge(params IEnumerable<string> statuses)
    {
        Wrong wrong = statuses.Aggregate(Wrong.Nothing, (all, status) => all | Meaning(status));
        return wrong.HasFlag(Wrong.Revoked) ? Revoked
            : wrong.HasFlag(Wrong.Old) ? wrong.HasFlag(Wrong.Configuration) ? "OutOfDateConfigurationNeeded" : "OutOfDate"
            : wrong switch
            {
                Wrong.Nothing => "UpToDate",
                Wrong.Hardening => "SWHardeningNeeded",
                Wrong.Configuration => "ConfigurationNeeded",
                _ => "ConfigurationAndSWHardeningNeeded",
            };
    }

    private static Wrong Meaning(string status) => status switch
    {
        "UpToDate" => Wrong.Nothing,
        "SWHardeningNeeded" => Wrong.Hardening,
        "ConfigurationNeeded" => Wrong.Configuration,
        "ConfigurationAndSWHardeningNeeded" => Wrong.Configuration | Wrong.Hardening,
        "OutOfDate" => Wrong.Old,
        "OutOfDateConfigurationNeeded" => Wrong.Old | Wrong.Configuration,
        _ => Wrong.Revoked, // the parser knows no other; anything else may not pass
    };
}
