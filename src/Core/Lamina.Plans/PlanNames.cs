namespace Lamina.Plans;

/// <summary>Names under which a plan's model and body are asked for; computed from the plan alone, so that both sides agree without asking.</summary>
public static class PlanNames
{
    private const int LongestStem = 80;
    private const int DigestDigits = 16;

    /// <summary>The model's name in a client's sealed request: the model file's name without extension, other characters than letters, digits, <c>_ . -</c> replaced.</summary>
    public static string ModelName(this Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        string stem = Path.GetFileNameWithoutExtension(plan.Model.File);
        string name = string.Concat(stem.Take(LongestStem).Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-' ? letter : '_'));
        return name.Length > 0 && name.Any(letter => letter != '.') ? name : "model";
    }

    /// <summary>
    /// The body's name on a worker: <c>body-</c> and the first 16 digits of the SHA-256 of its file. A worker that has other
    /// bytes under the same plan folder then answers "no such model" rather than nonsense.
    /// </summary>
    public static string BodyModelName(this Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return BodyModelName(plan.Body.Sha256);
    }

    /// <summary>The name of a body with that digest.</summary>
    public static string BodyModelName(Sha256Digest body) => $"body-{body.ToString()[..DigestDigits]}";
}
