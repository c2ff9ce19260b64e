namespace Lamina.Lab.Reproducing;

/// <summary>How much of the evaluation is run. The paper's own numbers of pictures are not published; these are ours.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Images">Pictures of the adversary's at most.</param>
/// <param name="Victims">Victims at most.</param>
/// <param name="Searched">Victims of attacks that search for each.</param>
/// <param name="Minutes">Time of one piece's attacks.</param>
/// <param name="Rounds">Rounds of a runtime piece.</param>
internal sealed record EvaluationScale(string Name, int Images, int Victims, int Searched, double Minutes, int Rounds)
{
    /// <summary>About ten hours on two cores.</summary>
    public static EvaluationScale Small { get; } = new("small", 700, 100, 16, 15, 7);

    /// <summary>The same on full data sets, for a machine with a GPU. Never run here.</summary>
    public static EvaluationScale Paper { get; } = new("paper", 100_000, 1000, 100, 24 * 60, 50);

    /// <summary>By name; null where there is none.</summary>
    public static EvaluationScale? Find(string name) => new[] { Small, Paper }.FirstOrDefault(scale => scale.Name == name);
}
