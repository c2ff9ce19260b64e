using System.Globalization;
using TorchSharp;

namespace Lamina.Torch.Training;

/// <summary>
/// Smaller pictures in the first epochs (progressive resizing, arXiv 1806.01427 and 2104.00298): a convolution of half the side takes a quarter of the multiplications.
/// Written <c>SIDE:EPOCHS,...</c>; <c>32:8,48:2</c> means eight epochs at 32, two at 48, and the rest at the model's own size.
/// </summary>
public sealed class SideSchedule
{
    /// <summary>Smallest side in pixels.</summary>
    public const int MinSide = 4;

    /// <summary>Largest side in pixels.</summary>
    public const int MaxSide = 4096;

    /// <summary>Most steps.</summary>
    public const int MaxSteps = 16;

    private readonly IReadOnlyList<(int Side, int Epochs)> _steps;

    private SideSchedule(IReadOnlyList<(int Side, int Epochs)> steps) => _steps = steps;

    /// <summary>The model's own size throughout.</summary>
    public static SideSchedule Full { get; } = new([]);

    /// <summary>The sides that occur, without the model's own.</summary>
    public IEnumerable<int> Sides => _steps.Select(step => step.Side);

    /// <summary>Epochs with smaller pictures.</summary>
    public int Epochs => _steps.Sum(step => step.Epochs);

    /// <summary>Reads a schedule.</summary>
    /// <param name="text">Steps as above; empty for none.</param>
    /// <exception cref="FormatException">It is none; the message says what was found.</exception>
    public static SideSchedule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts.Length <= MaxSteps
            ? new SideSchedule([.. parts.Select(Step)])
            : throw new FormatException($"there are {parts.Length} steps of sides, {MaxSteps} are possible");
    }

    /// <summary>The shorter side of the pictures in an epoch, or null for the model's own size.</summary>
    /// <param name="epoch">From 0.</param>
    public int? At(int epoch)
    {
        foreach ((int side, int epochs) in _steps)
        {
            if (epoch < epochs)
            {
                return side;
            }

            epoch -= epochs;
        }

        return null;
    }

    /// <summary>Shrinks pictures to the side, by area means; pictures that are no larger stay.</summary>
    /// <param name="pictures">N x C x H x W.</param>
    /// <param name="side">Length of the shorter side in pixels, or null to leave them.</param>
    /// <returns>The pictures; the caller's scope owns them.</returns>
    public static Tensor Shrink(Tensor pictures, int? side)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        if (side is not { } length || pictures.dim() != 4)
        {
            return pictures;
        }

        long height = pictures.shape[2], width = pictures.shape[3], shorter = Math.Min(height, width);
        return length >= shorter ? pictures : F.interpolate(pictures, [height * length / shorter, width * length / shorter], mode: torch.InterpolationMode.Area);
    }

    /// <summary>As it is read.</summary>
    public override string ToString() => string.Join(",", _steps.Select(step => string.Create(CultureInfo.InvariantCulture, $"{step.Side}:{step.Epochs}")));

    private static (int Side, int Epochs) Step(string text)
    {
        string[] parts = text.Split(':');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int side) && side is >= MinSide and <= MaxSide
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int epochs) && epochs is >= 1 and <= 10_000
            ? (side, epochs)
            : throw new FormatException($"'{text}' is not SIDE:EPOCHS with a side of {MinSide} to {MaxSide} pixels and 1 to 10000 epochs");
    }
}
