namespace Lamina.Lab;

/// <summary>What the process answers; the whole contract is in docs/commands.md.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Failed.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage, or a place that holds another job's results.</summary>
    public const int Usage = 2;

    /// <summary>Unusable or missing model or data.</summary>
    public const int Unusable = 5;

    /// <summary>Interrupted; what was finished is kept.</summary>
    public const int Interrupted = 130;
}
