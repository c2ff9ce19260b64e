using System.Globalization;

namespace Lamina.Lab.Reproducing;

/// <summary>Commands with bare file names, so that a result says nothing of the machine's folders.</summary>
internal static class EvaluationCommand
{
    /// <summary>The command that runs a piece.</summary>
    public static string Of(ReproduceRequest request, EvaluationPiece piece)
    {
        string data = piece.Kind == EvaluationKind.Runtime ? ""
            : piece.Subject.Data == EvaluationSubject.Records ? $" --toniot {Name(request.Records)}" : $" --images {Name(request.Photographs)}";
        string model = piece.Kind == EvaluationKind.Runtime ? "" : $" --model {piece.Subject.Model}={Name(request.Models.GetValueOrDefault(piece.Subject.Model))}";
        string threads = request.Threads > 0 ? $" --threads {request.Threads}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"lamina reproduce --scale {request.Scale.Name} --piece {piece.Id}{data}{model} --minutes {request.GivenMinutes} --seed {request.Seed}{threads} -o DIR");
    }

    private static string Name(string? path) => path is null ? "?" : Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
}
