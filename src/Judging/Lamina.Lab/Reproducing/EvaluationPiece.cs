using System.Collections.Immutable;

namespace Lamina.Lab.Reproducing;

/// <summary>What a piece of the evaluation runs.</summary>
internal enum EvaluationKind
{
    /// <summary>Time per part at every cut of a graph.</summary>
    Runtime,

    /// <summary>Ridge regression at one cut.</summary>
    Ridge,

    /// <summary>The inverse network at one cut.</summary>
    InverseNetwork,

    /// <summary>The conditional GAN at one cut.</summary>
    ConditionalGan,

    /// <summary>The white-box searches at the cut that the other pieces leave to be chosen.</summary>
    WhiteBoxChosen,

    /// <summary>The same one cut earlier.</summary>
    WhiteBoxEarlier,
}

/// <summary>One piece of the evaluation: at most twenty minutes of work with a result file of its own.</summary>
/// <param name="Kind">What it runs.</param>
/// <param name="Subject">On what.</param>
/// <param name="Cut">Index of the cut; -1 where other pieces decide it, or all are looked at.</param>
internal sealed record EvaluationPiece(EvaluationKind Kind, EvaluationSubject Subject, int Cut)
{
    /// <summary>Cuts at which the GAN is trained: the second, third and fourth, where cheaper attacks neither surely succeed nor surely fail.</summary>
    private static readonly int[] GanCuts = [1, 2, 3];

    /// <summary>Its name, also of its result file.</summary>
    public string Id => $"{Subject.Data}/{Subject.Model}" + Kind switch
    {
        EvaluationKind.Runtime => "",
        EvaluationKind.WhiteBoxChosen or EvaluationKind.WhiteBoxEarlier => "/" + Word(Kind),
        _ => $"/{Word(Kind)}-{Cut + 1}",
    };

    /// <summary>All pieces of some subjects, in the order in which they are best run: what costs little first.</summary>
    public static ImmutableArray<EvaluationPiece> Of(IEnumerable<EvaluationSubject> subjects)
    {
        EvaluationSubject[] all = [.. subjects];
        EvaluationSubject[] attacked = [.. all.Where(subject => subject.Data != EvaluationSubject.Runtime)];
        return
        [
            .. all.Where(subject => subject.Data == EvaluationSubject.Runtime).Select(subject => new EvaluationPiece(EvaluationKind.Runtime, subject, -1)),
            .. attacked.SelectMany(subject => subject.Cuts.Select((_, cut) => new EvaluationPiece(EvaluationKind.Ridge, subject, cut))),
            .. attacked.SelectMany(subject => subject.Cuts.Select((_, cut) => new EvaluationPiece(EvaluationKind.InverseNetwork, subject, cut))),
            .. attacked.SelectMany(subject => GanCuts.Where(cut => cut < subject.Cuts.Length).Select(cut => new EvaluationPiece(EvaluationKind.ConditionalGan, subject, cut))),
            .. attacked.SelectMany(subject => new[] { EvaluationKind.WhiteBoxChosen, EvaluationKind.WhiteBoxEarlier }.Select(kind => new EvaluationPiece(kind, subject, -1))),
        ];
    }

    /// <summary>A kind in words, as file names and tables have it.</summary>
    public static string Word(EvaluationKind kind) => kind switch
    {
        EvaluationKind.Runtime => "runtime",
        EvaluationKind.Ridge => "ridge",
        EvaluationKind.InverseNetwork => "inverse-network",
        EvaluationKind.ConditionalGan => "conditional-gan",
        EvaluationKind.WhiteBoxChosen => "white-box-chosen",
        EvaluationKind.WhiteBoxEarlier => "white-box-earlier",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such kind"),
    };
}
