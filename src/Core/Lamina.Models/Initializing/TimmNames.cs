using System.Text.RegularExpressions;
using Lamina.Models.Weights;

namespace Lamina.Models.Initializing;

/// <summary>
/// What timm calls the weights that torchvision's networks have. ResNet-50 has the same names in both. Not timm's <c>tf_*</c> networks: those
/// have these names too, but pad as TensorFlow does.
/// </summary>
internal static partial class TimmNames
{
    /// <summary>From torchvision's name to the file's; the identity for files with torchvision's own names.</summary>
    public static Func<string, string> For(WeightFile file)
    {
        string prefix = file.Tensors.Count > 0 && file.Tensors.All(tensor => tensor.Name.StartsWith("module.", StringComparison.Ordinal)) ? "module." : "";
        Func<string, string> map = file.Find(prefix + "conv_stem.weight") is not null ? EfficientNet
            : file.Find(prefix + "pre_logits.fc1.weight") is not null ? Vgg
            : name => name;
        return name => prefix + map(name);
    }

    private static string Vgg(string name) => name
        .Replace("classifier.0.", "pre_logits.fc1.", StringComparison.Ordinal)
        .Replace("classifier.3.", "pre_logits.fc2.", StringComparison.Ordinal)
        .Replace("classifier.6.", "head.fc.", StringComparison.Ordinal);

    private static string EfficientNet(string name)
    {
        Match block = Block().Match(name);
        if (!block.Success)
        {
            return name
                .Replace("features.0.0.", "conv_stem.", StringComparison.Ordinal)
                .Replace("features.0.1.", "bn1.", StringComparison.Ordinal)
                .Replace("features.8.0.", "conv_head.", StringComparison.Ordinal)
                .Replace("features.8.1.", "bn2.", StringComparison.Ordinal)
                .Replace("classifier.1.", "classifier.", StringComparison.Ordinal);
        }

        // torchvision counts stages from 1 and leaves the expansion out of the first; timm numbers the norms of what is there.
        bool first = block.Groups["stage"].Value == "1";
        string part = (first, block.Groups["part"].Value) switch
        {
            (true, "0.0") => "conv_dw", (true, "0.1") => "bn1", (true, "1.fc1") => "se.conv_reduce", (true, "1.fc2") => "se.conv_expand",
            (true, "2.0") => "conv_pw", (true, "2.1") => "bn2",
            (false, "0.0") => "conv_pw", (false, "0.1") => "bn1", (false, "1.0") => "conv_dw", (false, "1.1") => "bn2",
            (false, "2.fc1") => "se.conv_reduce", (false, "2.fc2") => "se.conv_expand", (false, "3.0") => "conv_pwl", (false, "3.1") => "bn3",
            (_, string other) => other,
        };
        int stage = int.Parse(block.Groups["stage"].Value, System.Globalization.CultureInfo.InvariantCulture) - 1;
        return $"blocks.{stage}.{block.Groups["block"].Value}.{part}.{block.Groups["weight"].Value}";
    }

    [GeneratedRegex(@"^features\.(?<stage>[1-7])\.(?<block>\d)\.block\.(?<part>\d\.\w+)\.(?<weight>\w+)$")]
    private static partial Regex Block();
}
