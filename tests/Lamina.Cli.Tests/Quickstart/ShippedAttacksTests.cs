using Lamina.Cli.CommandLine;
using Lamina.Cli.Quickstart;
using Lamina.Images;
using Lamina.Images.Encoding;
using Lamina.Reports.Quickstart;
using Lamina.Testing;

namespace Lamina.Cli.Tests.Quickstart;

public sealed class ShippedAttacksTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_FolderWithoutATable_HasNone() => Assert.Null(ShippedAttacks.Read(_folder.Path));

    [Fact]
    public void Read_Table_GivesTheServedCutFirst()
    {
        PngWriter.Save(new Picture(8, 8), _folder["a.png"]);
        PngWriter.Save(new Picture(4, 4), _folder["b.png"]);
        Write("cat.jpg,features.2.1,leaky,inverse-network,0.71,a.png", "cat.jpg,features.6.0,served,ridge,0.31,b.png");
        PhotographReconstruction[] found = [.. ShippedAttacks.Read(_folder.Path)!.Of["cat.jpg"]];
        Assert.Equal([(true, "features.6.0", "ridge", 0.31, 4), (false, "features.2.1", "inverse-network", 0.71, 8)], found.Select(made => (made.Served, made.Cut, made.Attack, made.Ssim, made.Picture.Width)));
        Assert.Empty(ShippedAttacks.Read(_folder.Path)!.Of["dog.jpg"]);
    }

    [Theory]
    [InlineData("cat.jpg,features.2.1,worst,ridge,0.7,a.png")]
    [InlineData("cat.jpg,features.2.1,served,ridge,much,a.png")]
    [InlineData("cat.jpg,features.2.1,served,ridge,0.7,../a.png")]
    [InlineData("cat.jpg,features.2.1,served,ridge,0.7,absent.png")]
    [InlineData("cat.jpg,features.2.1,served")]
    public void Read_DamagedTable_IsRefused(string line)
    {
        PngWriter.Save(new Picture(8, 8), _folder["a.png"]);
        Write(line);
        Assert.Equal(5, Assert.Throws<CommandFailure>(() => ShippedAttacks.Read(_folder.Path)).ExitCode);
    }

    private void Write(params string[] rows) => File.WriteAllLines(_folder[ShippedAttacks.FileName], ["photograph,cut,role,attack,ssim,file", .. rows]);
}
