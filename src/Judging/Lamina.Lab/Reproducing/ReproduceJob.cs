using System.Collections.Immutable;
using System.Globalization;
using Lamina.Torch.Native;

namespace Lamina.Lab.Reproducing;

/// <summary>One <c>reproduce</c>: runs the pieces that are asked for and missing, and writes the report from whatever there is.</summary>
internal static class ReproduceJob
{
    /// <summary>Runs it.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="time">The time of day and on the wall.</param>
    /// <param name="clock">The clock of the attacks' time.</param>
    /// <param name="cancellation">Ends it; finished pieces stay.</param>
    public static async Task<int> RunAsync(ReproduceRequest request, TimeProvider time, TimeProvider clock, CancellationToken cancellation)
    {
        var talk = new Talk(time);
        ImmutableArray<EvaluationPiece> all = EvaluationPiece.Of(request.Subjects);
        EvaluationFolder folder = EvaluationFolder.Open(request.Out, all);
        ImmutableArray<EvaluationPiece> chosen = Choose(all, request);
        if (request.List)
        {
            foreach (EvaluationPiece piece in chosen)
            {
                Console.WriteLine($"{all.IndexOf(piece) + 1,4}  {piece.Id,-68} {State(piece, folder, request)}");
            }

            return ExitCode.Done;
        }

        if (!request.Report)
        {
            await RunAsync(chosen, folder, request, talk, (time, clock), cancellation);
        }

        EvaluationReporting.Save(folder, all, request);
        talk.Say($"{folder.Results.Count} of {all.Length} pieces have results; report: {Path.Combine(request.Out, "report.html")}");
        return ExitCode.Done;
    }

    private static async Task RunAsync(ImmutableArray<EvaluationPiece> pieces, EvaluationFolder folder, ReproduceRequest request, Talk talk, (TimeProvider Wall, TimeProvider Attack) clocks, CancellationToken cancellation)
    {
        NativeLibraries.Require();
        using EvaluationRunner runner = new(request, folder, talk, clocks.Wall, clocks.Attack);
        foreach (EvaluationPiece piece in pieces)
        {
            if (folder.Find(piece) is { } known && (known.Finished || known.Settings.Minutes >= request.GivenMinutes))
            {
                talk.Say($"{piece.Id}: there already{(known.Finished ? "" : string.Create(CultureInfo.InvariantCulture, $", stopped after {known.Settings.Minutes} minutes; a larger --minutes goes on"))}");
                continue;
            }

            if (Lacks(piece, folder, request) is { } lacks)
            {
                // Who names a piece wants it; who asks for all takes what can be had.
                if (!request.Pieces.IsEmpty)
                {
                    throw new Refusal(ExitCode.UnusableInput, $"{piece.Id}: {lacks}.");
                }

                talk.Say($"{piece.Id}: left out, {lacks}");
                continue;
            }

            talk.Say($"{piece.Id}: starts");
            EvaluationResult result = await runner.RunAsync(piece, Cut(piece, folder), cancellation);
            if (folder.Find(piece) is { Finished: false } before)
            {
                // It went on from there: what it took is all sittings together.
                result = result with { Seconds = before.Seconds + result.Seconds, ProcessorSeconds = before.ProcessorSeconds + result.ProcessorSeconds };
            }

            folder.Keep(piece, result);
            talk.Say(string.Create(CultureInfo.InvariantCulture, $"{piece.Id}: {(result.Finished ? "finished" : "stopped by time")} after {result.Seconds:0} s"));
        }
    }

    /// <summary>The pieces that were asked for.</summary>
    /// <exception cref="Refusal">There is no such piece.</exception>
    private static ImmutableArray<EvaluationPiece> Choose(ImmutableArray<EvaluationPiece> all, ReproduceRequest request)
    {
        EvaluationPiece Named(string name) => all.FirstOrDefault(piece => piece.Id == name)
            ?? (int.TryParse(name, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= all.Length ? all[number - 1]
            : throw new Refusal(ExitCode.Usage, $"There is no piece '{name}'; --list names all {all.Length}."));
        IEnumerable<EvaluationPiece> named = request.Pieces.IsEmpty ? all : request.Pieces.Select(Named);
        ImmutableArray<EvaluationPiece> chosen = [.. named.Where(piece => request.Only.IsEmpty || request.Only.Any(only => piece.Id.Contains(only, StringComparison.Ordinal)))];
        return chosen.IsEmpty ? throw new Refusal(ExitCode.Usage, $"No piece has '{string.Join("' or '", request.Only)}' in its name; --list names all {all.Length}.") : chosen;
    }

    /// <summary>What a piece cannot be run for; null if it can.</summary>
    internal static string? Lacks(EvaluationPiece piece, EvaluationFolder folder, ReproduceRequest request)
    {
        if (piece.Kind == EvaluationKind.Runtime)
        {
            return null;
        }

        if (!request.Models.TryGetValue(piece.Subject.Model, out string? file) || !File.Exists(file))
        {
            return $"the model {piece.Subject.Model} is {(file is null ? "not given" : $"not at '{file}'")}: {piece.Subject.HowToGet}; give it with --model {piece.Subject.Model}=FILE";
        }

        if (request.DataOf(piece.Subject) is null)
        {
            return $"there are no pictures: give them with {(piece.Subject.Data == EvaluationSubject.Records ? "--toniot" : "--images")}";
        }

        if (piece.Cut >= 0)
        {
            return null;
        }

        EvaluationChoice choice = Choice(piece, folder);
        return !choice.WaitsFor.IsEmpty ? $"it waits for {string.Join(", ", choice.WaitsFor.Select(cut => new EvaluationPiece(EvaluationKind.InverseNetwork, piece.Subject, cut).Id))}, which decide the cut"
            : piece.Kind == EvaluationKind.WhiteBoxEarlier && choice.Chosen == 0 ? "the chosen cut is the first: there is no earlier one"
            : null;
    }

    private static int Cut(EvaluationPiece piece, EvaluationFolder folder) => piece.Kind switch
    {
        EvaluationKind.WhiteBoxChosen => Choice(piece, folder).Chosen,
        EvaluationKind.WhiteBoxEarlier => Choice(piece, folder).Chosen - 1,
        _ => piece.Cut,
    };

    /// <summary>White-box results decide nothing here: the cut they run at must not move when they are there.</summary>
    private static EvaluationChoice Choice(EvaluationPiece piece, EvaluationFolder folder) => EvaluationChoice.Of(
        piece.Subject, [.. folder.Of(piece.Subject).Where(result => !result.Piece.Contains("/white-box-", StringComparison.Ordinal))], OpenSubject.BudgetOf(piece.Subject));

    private static string State(EvaluationPiece piece, EvaluationFolder folder, ReproduceRequest request) => folder.Find(piece) is { } known
        ? known.Finished ? "done" : string.Create(CultureInfo.InvariantCulture, $"stopped after {known.Settings.Minutes} minutes")
        : Lacks(piece, folder, request) is { } lacks ? lacks : "ready to run";
}
