using Lamina.Testing;

namespace Lamina.Architecture.Tests;

/// <summary>Small files, one idea each: nothing over 500 lines without a line here that says why.</summary>
public sealed class FileSizeTests
{
    private const int Ceiling = 500;

    /// <summary>Relative path to the reason why this file may be longer.</summary>
    private static readonly Dictionary<string, string> Longer = [];

    [Theory]
    [InlineData("src", Ceiling)]
    [InlineData("tests", 600)]
    public void SourceFile_Length_StaysBelowTheCeiling(string folder, int ceiling)
    {
        IEnumerable<string> tooLong = Directory.EnumerateFiles(Checkout.Path(folder), "*.cs", SearchOption.AllDirectories)
            .Where(path => File.ReadLines(path).Count() > ceiling)
            .Select(path => Path.GetRelativePath(Checkout.Root, path))
            .Where(path => !Longer.ContainsKey(path));
        Assert.Empty(tooLong);
    }
}
