namespace Lamina.Shared.ProgramOptions;

/// <summary>What the programs' exit codes mean. Scores and missed goals do not change the code.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Failed.</summary>
    public const int Failed = 1;

    /// <summary>Usage: unknown options or values; a set that is no cut; a folder that holds other results.</summary>
    public const int Usage = 2;

    /// <summary>Evidence or a reply was refused.</summary>
    public const int Refused = 3;

    /// <summary>No cut fits the budget, or all are inconclusive.</summary>
    public const int NothingFits = 4;

    /// <summary>Unusable or missing model or data, or bytes that do not match a plan's digest.</summary>
    public const int UnusableInput = 5;

    /// <summary>Interrupted.</summary>
    public const int Interrupted = 130;
}
