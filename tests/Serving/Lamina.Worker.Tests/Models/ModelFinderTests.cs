using System.Security.Cryptography;
using Lamina.Testing;
using Lamina.Worker.Models;

namespace Lamina.Worker.Tests.Models;

public sealed class ModelFinderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void File_NamesItselfUnlessNamed()
    {
        string path = Write("net one.onnx");
        Assert.Equal([new ModelSource("net one", "1", path), new ModelSource("other", "1", path)], Find(path, $"other={path}"));
    }

    [Fact]
    public void Repository_GivesTheHighestVersionOfEach()
    {
        Write("b/2/model.onnx");
        string newest = Write("b/10/model.onnx");
        Write("b/config.pbtxt");
        string only = Write("a/1/model.onnx");
        Write("notes/readme.txt");
        Assert.Equal([new ModelSource("a", "1", only), new ModelSource("b", "10", newest)], Find(_folder.Path));
    }

    [Fact]
    public void Split_NamesItsBodyByDigest()
    {
        string digest = Split();
        Assert.Equal([new ModelSource($"body-{digest[..16]}", "1", _folder["body.onnx"])], Find(_folder.Path));
        Assert.Equal("b", Assert.Single(Find($"b={_folder.Path}")).Name);
    }

    [Fact]
    public void Split_WhoseBodyChanged_IsRefused()
    {
        Split();
        File.AppendAllText(_folder["body.onnx"], "x");
        Refused("its plan names", _folder.Path);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"body":{"file":"body.onnx","sha256":"0000000000000000000000000000000000000000000000000000000000000000"}}""")]
    [InlineData("""{"body":{"file":"body.onnx","sha256":"0000000000000000000000000000000000000000000000000000000000000000","external_data":[{"file":"../x"}]}}""")]
    [InlineData("""{"body":{"file":"../body.onnx","sha256":"0000000000000000000000000000000000000000000000000000000000000000"}}""")]
    [InlineData("""{"body":{"file":"body.onnx","sha256":"00"}}""")]
    public void Split_WithoutAUsablePlan_IsRefused(string plan)
    {
        File.WriteAllText(_folder["plan.json"], plan);
        Refused("is no plan", _folder.Path);
    }

    [Fact]
    public void Split_WithExternalData_IsServedUntilAByteOfItChanges()
    {
        string digest = Split("weights.data", "more.data");
        Assert.Equal([new ModelSource($"body-{digest[..16]}", "1", _folder["body.onnx"])], Find(_folder.Path));
        File.AppendAllText(_folder["more.data"], "x");
        Refused("more.data' has the SHA-256", _folder.Path);
        File.Delete(_folder["more.data"]);
        Refused("'more.data', which does not lie beside it", _folder.Path);
    }

    [Fact]
    public void Split_WithoutItsBody_IsRefused()
    {
        Split();
        File.Delete(_folder["body.onnx"]);
        Refused("does not lie beside it", _folder.Path);
    }

    [Fact]
    public void Paths_ThatHoldNothing_AreRefused()
    {
        Refused("does not exist", _folder["none.onnx"]);
        Refused("neither a split", _folder.Path);
    }

    [Fact]
    public void Names_ThatMeet_AreRefused()
    {
        string path = Write("a.onnx");
        Refused("two models are named 'a'", path, $"a={path}");
        Write("r/one/1/model.onnx");
        Write("r/two/1/model.onnx");
        Refused("cannot all be named", $"x={_folder["r"]}");
    }

    [Theory]
    [InlineData("a/b.onnx", null, "a/b.onnx")]
    [InlineData("n=a/b.onnx", "n", "a/b.onnx")]
    [InlineData("dir/a=b.onnx", null, "dir/a=b.onnx")]
    [InlineData("n=x=y.onnx", "n", "x=y.onnx")]
    public void Argument_NameAndPath_AreToldApart(string text, string? name, string path)
    {
        Assert.Null(ModelArgument.Read(text, out ModelArgument argument));
        Assert.Equal(new ModelArgument(name, path), argument);
    }

    [Theory]
    [InlineData("n=")]
    [InlineData(" n=a")]
    [InlineData("n\n=a")]
    [InlineData("..=a")]
    public void Argument_WithoutPathOrWithAnImpossibleName_IsRefused(string text) => Assert.NotNull(ModelArgument.Read(text, out _));

    private static IReadOnlyList<ModelSource> Find(params string[] arguments) => ModelFinder.Find(arguments.Select(text =>
    {
        Assert.Null(ModelArgument.Read(text, out ModelArgument argument));
        return argument;
    }));

    private static void Refused(string reason, params string[] arguments) =>
        Assert.Contains(reason, Assert.Throws<UnusableModelException>(() => Find(arguments)).Message, StringComparison.Ordinal);

    private string Split(params string[] external)
    {
        string digest = Digest("body.onnx");
        string data = string.Join(',', external.Select(file => $$"""{"file":"{{file}}","sha256":"{{Digest(file)}}"}"""));
        File.WriteAllText(_folder["plan.json"], $$$"""{"body":{"file":"body.onnx","sha256":"{{{digest}}}","external_data":[{{{data}}}]}}""");
        return digest;
    }

    private string Digest(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Write(file))));

    private string Write(string path)
    {
        string full = _folder[path.Split('/')];
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, path);
        return full;
    }
}
