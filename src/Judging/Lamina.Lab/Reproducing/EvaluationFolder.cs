using System.Collections.Immutable;
using Lamina.Data;

namespace Lamina.Lab.Reproducing;

/// <summary>Where an evaluation is kept: <c>results/</c> can be committed and merged by copying, <c>work/</c> may show victims and stays.</summary>
internal sealed class EvaluationFolder
{
    private readonly Dictionary<string, EvaluationResult> _results = [];

    private EvaluationFolder(string path) => Path = path;

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Results by piece.</summary>
    public IReadOnlyDictionary<string, EvaluationResult> Results => _results;

    /// <summary>Reads what is there.</summary>
    /// <exception cref="DataException">A result is damaged, or lies under another piece's name, or does not belong with another of its subject.</exception>
    public static EvaluationFolder Open(string path, IEnumerable<EvaluationPiece> pieces)
    {
        var folder = new EvaluationFolder(path);
        foreach (EvaluationPiece piece in pieces.Where(piece => File.Exists(folder.ResultPath(piece))))
        {
            EvaluationResult result = EvaluationResult.Read(folder.ResultPath(piece));
            if (result.Piece != piece.Id)
            {
                throw new DataException($"{folder.ResultPath(piece)}: is the result of {result.Piece}.");
            }

            folder.Check(piece, result);
            folder._results[piece.Id] = result;
        }

        return folder;
    }

    /// <summary>The result of a piece; null where there is none.</summary>
    public EvaluationResult? Find(EvaluationPiece piece) => _results.GetValueOrDefault(piece.Id);

    /// <summary>Keeps a result.</summary>
    /// <exception cref="DataException">It cannot stand beside those of its subject that are here.</exception>
    public void Keep(EvaluationPiece piece, EvaluationResult result)
    {
        _results.Remove(piece.Id);
        Check(piece, result);
        result.Save(ResultPath(piece));
        _results[piece.Id] = result;
    }

    /// <summary>Results of one model on one data set.</summary>
    public ImmutableArray<EvaluationResult> Of(EvaluationSubject subject) =>
        [.. _results.Values.Where(result => SubjectOf(result.Piece) == $"{subject.Data}/{subject.Model}").OrderBy(result => result.Piece, StringComparer.Ordinal)];

    /// <summary>Where pieces of work and reconstructions of a subject are.</summary>
    public string Work(EvaluationSubject subject) => System.IO.Path.Combine(Path, "work", subject.Data, subject.Model);

    private string ResultPath(EvaluationPiece piece) => System.IO.Path.Combine(Path, "results", piece.Id.Replace('/', System.IO.Path.DirectorySeparatorChar) + ".json");

    private void Check(EvaluationPiece piece, EvaluationResult result)
    {
        foreach (EvaluationResult other in Of(piece.Subject))
        {
            if (other.Settings.Difference(result.Settings) is { } difference)
            {
                throw new DataException($"{other.Piece} and {result.Piece} cannot stand in one report: {difference}. Use another folder, or delete the results of one.");
            }
        }
    }

    private static string SubjectOf(string piece) => string.Join('/', piece.Split('/').Take(2));
}
