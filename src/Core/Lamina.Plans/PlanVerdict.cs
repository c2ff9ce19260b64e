using System.Text.Json.Serialization;

namespace Lamina.Plans;

/// <summary>What the measurements say about the budget.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlanVerdict>))]
public enum PlanVerdict
{
    /// <summary>Nothing was judged; what <c>split</c> writes.</summary>
    [JsonStringEnumMemberName("unjudged")]
    Unjudged,

    /// <summary>For some attack and exposed tensor the lower bound of the mean exceeds the budget.</summary>
    [JsonStringEnumMemberName("leaks")]
    Leaks,

    /// <summary>Every counted attack's upper bound fits, with the whole portfolio run.</summary>
    [JsonStringEnumMemberName("within-budget")]
    WithinBudget,

    /// <summary>Neither could be shown. To be treated as leaking.</summary>
    [JsonStringEnumMemberName("inconclusive")]
    Inconclusive,
}

/// <summary>Names of <see cref="PlanVerdict"/>.</summary>
public static class PlanVerdicts
{
    /// <summary>The name that plans, command lines and reports use, such as <c>within-budget</c>.</summary>
    public static string Name(this PlanVerdict verdict) => verdict switch
    {
        PlanVerdict.Unjudged => "unjudged",
        PlanVerdict.Leaks => "leaks",
        PlanVerdict.WithinBudget => "within-budget",
        PlanVerdict.Inconclusive => "inconclusive",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "no such verdict"),
    };

    /// <summary>The verdict with that <see cref="Name"/>; false if there is none.</summary>
    public static bool TryParse(string name, out PlanVerdict verdict)
    {
        foreach (PlanVerdict candidate in Enum.GetValues<PlanVerdict>())
        {
            if (candidate.Name() == name)
            {
                verdict = candidate;
                return true;
            }
        }

        verdict = default;
        return false;
    }
}
