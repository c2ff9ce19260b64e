using Lamina.Cli.CommandLine;
using Lamina.Images;
using Lamina.Images.Decoding;

namespace Lamina.Cli.Quickstart;

/// <summary>A photograph that comes with Lamina and may be used by anyone (samples/photos/CREDITS.md).</summary>
internal sealed record QuickstartPhotograph(string Name, string Credit, Picture Picture)
{
    private static readonly (string File, string Credit)[] Shipped =
    [
        ("cat.jpg", "Stefan van der Walt, CC0"),
        ("coffee.jpg", "Rachel Michetti, CC0"),
        ("raccoon.jpg", "Judy Weggelaar, public domain"),
        ("rocket.jpg", "SpaceX, public domain"),
        ("astronaut.jpg", "NASA, public domain"),
    ];

    /// <summary>All of them.</summary>
    /// <exception cref="CommandFailure">One is missing from this installation.</exception>
    public static IReadOnlyList<QuickstartPhotograph> ReadAll() => [.. Shipped.Select(shipped => Read(shipped.File, shipped.Credit))];

    private static QuickstartPhotograph Read(string file, string credit)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "photos", file);
        try
        {
            return new QuickstartPhotograph(file, credit, PictureDecoder.Load(path));
        }
        catch (PictureException fault)
        {
            throw CommandFailure.Unusable(fault.Message, path);
        }
    }
}
