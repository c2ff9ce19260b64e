using System.Globalization;
using Lamina.Torch;

namespace Lamina.Lab.Attacks;

/// <summary>What a job computes in: as it began, or what is faster here. Both give other results, so a job keeps to one.</summary>
internal static class JobPrecision
{
    /// <summary>Name of the value in a job's record.</summary>
    public const string Key = "precision";

    /// <summary>Chooses.</summary>
    /// <param name="asked">What was asked for; null for no wish.</param>
    /// <param name="begun">The name in the job's record; null for a new job.</param>
    /// <param name="talk">Told of a measurement.</param>
    public static Precision Choose(Precision? asked, string? begun, Talk talk)
    {
        if (asked is { } wanted)
        {
            return wanted;
        }

        if (begun is not null)
        {
            return begun == Name(Precision.BFloat16) ? Precision.BFloat16 : Precision.Float32;
        }

        PrecisionChoice choice = PrecisionChoice.Measure();
        talk.Say(string.Create(CultureInfo.InvariantCulture, $"bf16 is {choice.Speed:0.00} times as fast as float32 here: computing in {Name(choice.Chosen)}"));
        return choice.Chosen;
    }

    /// <summary>Its name in records and options.</summary>
    public static string Name(Precision precision) => precision == Precision.BFloat16 ? "bf16" : "float32";
}
