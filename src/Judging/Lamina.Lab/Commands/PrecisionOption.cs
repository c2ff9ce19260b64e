using System.CommandLine;
using Lamina.Torch;

namespace Lamina.Lab.Commands;

/// <summary><c>--precision</c> of <c>train</c>, <c>attack</c> and <c>plan</c>.</summary>
internal sealed class PrecisionOption : Option<PrecisionOption.Name>
{
    /// <param name="what">What is computed so, as the beginning of a sentence.</param>
    public PrecisionOption(string what)
        : base("--precision")
    {
        Description = $"{what} computed in; auto measures once and takes bf16 where it is faster.";
        DefaultValueFactory = _ => Name.Auto;
    }

    /// <summary>What can be asked for.</summary>
    internal new enum Name
    {
        Auto,
        Float32,
        Bf16,
    }

    /// <summary>What was asked for; null where it is to be measured.</summary>
    public Precision? Read(ParseResult parsed) => parsed.GetValue(this) switch { Name.Float32 => Precision.Float32, Name.Bf16 => Precision.BFloat16, _ => null };
}
