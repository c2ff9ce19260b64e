using System.Globalization;
using Lamina.Lab.Attacks;
using Lamina.Lab.Commands;
using Lamina.Planning.Choosing;
using Lamina.Privacy.Runs;

namespace Lamina.Lab.Choosing;

/// <summary>The command that makes a plan again: file names without their folders, everything else that decides the outcome.</summary>
internal static class PlanCommandLine
{
    /// <summary>Its text.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="decision">Its candidates, which the command may have found by itself.</param>
    /// <param name="options">Budget and first seed.</param>
    public static string Of(PlanJobRequest request, Decision decision, RunOptions options)
    {
        CutConstraints limits = request.Constraints;
        IEnumerable<string?> words =
        [
            $"lamina plan {Name(request.Model)} --data {Name(request.Images.Data)}",
            Path("victims", request.Images.Victims),
            Path("also", request.Also),
            Path("judge", request.Judge),
            request.Kind is null ? null : $"--kind {Quoted(request.Kind)}",
            Text($"--images {request.Images.Images} --victim-images {request.Images.VictimImages} --victims-whitebox {request.WhiteBoxVictims} --seeds {request.Seeds}"),
            Path("profile", request.Profile),
            limits.EnclaveBytes is { } memory ? Text($"--tee-memory {memory}") : null,
            limits.LatencyMs is { } latency ? Text($"--max-latency {latency}") : null,
            limits.ExposedBytes is { } bytes ? Text($"--max-bytes {bytes}") : null,
            request.MaxTime is { } time ? Text($"--max-minutes {time.TotalMinutes}") : null,
            .. decision.Outcomes.Select(outcome => $"--at {Quoted(outcome.Cut.Label)}"),
            BudgetOptions.Text(options.Budget),
            request.Tail is null ? null : $"--tail {Quoted(request.Tail)}",
            Text($"--precision {JobPrecision.Name(options.Precision)} --seed {options.Seed} -o DIR"),
        ];
        return string.Join(' ', words.Where(word => word is not null));
    }

    private static string? Path(string option, string? path) => path is null ? null : $"--{option} {Name(path)}";

    private static string Name(string path) => Quoted(System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(path)));

    /// <summary>As a POSIX shell reads it.</summary>
    private static string Quoted(string text) => text.All(letter => char.IsAsciiLetterOrDigit(letter) || "._-+:,@/".Contains(letter, StringComparison.Ordinal)) && text.Length > 0
        ? text
        : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
