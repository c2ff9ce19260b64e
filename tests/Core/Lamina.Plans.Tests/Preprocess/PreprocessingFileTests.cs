using System.Text;
using Lamina.Plans.Preprocess;
using Lamina.Testing;

namespace Lamina.Plans.Tests.Preprocess;

public sealed class PreprocessingFileTests
{
    private const string Good =
        """
        {
          "geometry": [ { "crop_center": { "fraction_of_short_side": 0.875 } }, { "resize": { "width": 224, "height": 192, "filter": "bicubic" } } ],
          "tensor": { "layout": "nhwc", "channels": "bgr", "mean": [104, 117, 123], "std": [1, 1, 1] },
          "labels": [ "cat", "dog" ],
          "output": "probabilities"
        }
        """;

    [Theory]
    [InlineData("efficientnet_b0-photo_or_drawing", 1, 224, "rgb")]
    [InlineData("efficientnet_lite0-imagenet", 1000, 224, "rgb")]
    [InlineData("resnet50_thin-moderation", 2, 224, "bgr")]
    [InlineData("vgg16-brain_mri", 4, 240, "rgb")]
    public void Read_RealFile_Loads(string model, int labels, int side, string channels)
    {
        PreprocessingFile file = PreprocessingFile.Read(Tier.Shared("models", $"{model}.preprocess.json"));
        Assert.Equal(labels, file.Preprocessing.Labels!.Value.Length);
        Assert.Equal(new PictureSize(side, side), file.Preprocessing.FixedSize());
        Assert.Equal(channels, file.Preprocessing.Tensor.Channels.ToString().ToLowerInvariant());
        if (file.Wnids is { } wnids)
        {
            Assert.Equal(("n01440764", "tench"), (wnids[0], file.Preprocessing.Labels.Value[0]));
            Assert.Contains("jack-o'-lantern", file.Preprocessing.Labels.Value);
        }
    }

    [Fact]
    public void Parse_LabelThatIsNoUnicode_IsRefused()
    {
        // Found by eng/fuzz.
        byte[] good = Encoding.UTF8.GetBytes(Good);
        int at = good.AsSpan().IndexOf("cat"u8);
        foreach (byte[] noText in new[] { [0xff], "\\ud800"u8.ToArray() })
        {
            PreprocessingException refusal = Assert.Throws<PreprocessingException>(() => PreprocessingFile.Parse((byte[])[.. good[..at], .. noText, .. good[at..]], ""));
            Assert.Contains("no Unicode text", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Parse_LabelsFileWithANullInItsName_IsRefused()
    {
        // Found by eng/fuzz.
        string text = Good.Replace("[ \"cat\", \"dog\" ]", "\"la\\u0000bels.csv\"", StringComparison.Ordinal);
        Assert.Contains("relative", Assert.Throws<PreprocessingException>(() => PreprocessingFile.Parse(Encoding.UTF8.GetBytes(text), "")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_NameWithControlCharacters_IsRefusedWithoutThem()
    {
        PreprocessingException refusal = Assert.Throws<PreprocessingException>(() => PreprocessingFile.Parse(Encoding.UTF8.GetBytes(Good.Replace("geometry", "geo\\u001bmetry", StringComparison.Ordinal)), ""));
        Assert.DoesNotContain(refusal.Message, letter => char.IsControl(letter));
    }

    [Fact]
    public void Parse_WrittenFile_IsTheSame()
    {
        Preprocessing first = Parse(Good).Preprocessing;
        byte[] written = PreprocessingFile.Write(first);
        Preprocessing second = PreprocessingFile.Parse(written, "").Preprocessing;
        Assert.Equal(written, PreprocessingFile.Write(second));
        Assert.Equal(new PictureSize(224, 192), second.FixedSize());
        Assert.Equal(["cat", "dog"], second.Labels!.Value);
        Assert.Equal((TensorLayout.Nhwc, ChannelOrder.Bgr, OutputKind.Probabilities), (second.Tensor.Layout, second.Tensor.Channels, second.Output));
    }

    [Theory]
    [InlineData("\"bicubic\"", "\"lanczos\"", "$.geometry[1].resize.filter")]
    [InlineData("\"width\": 224, ", "", "$.geometry[1].resize")]
    [InlineData("\"width\": 224", "\"short_side\": 5, \"width\": 224", "$.geometry[1].resize")]
    [InlineData("\"width\": 224", "\"width\": 0", "$.geometry[1].resize")]
    [InlineData("0.875", "1.5", "$.geometry[0].crop_center")]
    [InlineData("{ \"crop_center\"", "{ \"resize\": { \"short_side\": 4, \"filter\": \"nearest\" }, \"crop_center\"", "$.geometry[0]")]
    [InlineData("\"crop_center\"", "\"rotate\"", "there is no property 'rotate'")]
    [InlineData("\"width\": 224, \"height\": 192", "\"short_side\": 224", "end in one size")]
    [InlineData("[104, 117, 123]", "[104, 117]", "$.tensor.mean")]
    [InlineData("[1, 1, 1]", "[1, 0, 1]", "$.tensor.std")]
    [InlineData("\"channels\": \"bgr\", ", "", "'channels' is missing")]
    [InlineData("[ \"cat\", \"dog\" ]", "[ \"cat\", 1 ]", "$.labels")]
    [InlineData("[ \"cat\", \"dog\" ]", "[ \"cat\", \"\" ]", "$.labels[1]")]
    [InlineData("[ \"cat\", \"dog\" ]", "[]", "$.labels")]
    [InlineData("[ \"cat\", \"dog\" ]", "\"/etc/hostname\"", "relative")]
    [InlineData("[ \"cat\", \"dog\" ]", "\"absent.txt\"", "There is no labels file")]
    [InlineData("\"output\": \"probabilities\"", "\"output\": \"probabilities\", \"output\": \"logits\"", "given twice")]
    [InlineData("\"output\"", "\"outputs\"", "there is no property 'outputs'")]
    public void Parse_BrokenFile_IsRefusedWithASentence(string found, string replaced, string sentence)
    {
        Assert.Contains(found, Good, StringComparison.Ordinal);
        var refusal = Assert.Throws<PreprocessingException>(() => Parse(Good.Replace(found, replaced, StringComparison.Ordinal)));
        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Lamina.Plans.", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cat\ndog", "cat|dog", null)]
    [InlineData("\uFEFFcat\r\ndog's, \"best\"\r\n", "cat|dog's, \"best\"", null)]
    [InlineData("index,name\n1,dog\n0,cat\n", "cat|dog", null)]
    [InlineData("wnid,index,name\nn2,1,\"dog, big\"\nn1,0,\"a \"\"cat\"\"\"\n", "a \"cat\"|dog, big", "n1|n2")]
    public void Read_LabelsFile_GivesNames(string text, string names, string? wnids)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["labels"], text);
        PreprocessingFile file = PreprocessingFile.Parse(Encoding.UTF8.GetBytes(Good.Replace("[ \"cat\", \"dog\" ]", "\"labels\"", StringComparison.Ordinal)), folder.Path);
        Assert.Equal(names.Split('|'), file.Preprocessing.Labels!.Value);
        Assert.Equal(wnids?.Split('|'), file.Wnids);
    }

    [Theory]
    [InlineData("index,name\n0,cat\n2,dog\n", "line 3")]
    [InlineData("index,name\n0,cat\n0,dog\n", "line 3")]
    [InlineData("index,name\n0\n", "line 2")]
    [InlineData("index,name\n-1,cat\n", "line 2")]
    [InlineData("index,name\n0,\"cat\n", "line 2")]
    [InlineData("", "$.labels")]
    [InlineData("cat\n\ndog", "$.labels[1]")]
    public void Read_BrokenLabelsFile_IsRefused(string text, string sentence)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["labels"], text);
        var refusal = Assert.Throws<PreprocessingException>(
            () => PreprocessingFile.Parse(Encoding.UTF8.GetBytes(Good.Replace("[ \"cat\", \"dog\" ]", "\"labels\"", StringComparison.Ordinal)), folder.Path));
        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NotUtf8Labels_AreRefused()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["labels"], [0xFF, 0xFE, 0x00]);
        File.WriteAllText(folder["m.preprocess.json"], Good.Replace("[ \"cat\", \"dog\" ]", "\"labels\"", StringComparison.Ordinal));
        Assert.Contains("not UTF-8", Assert.Throws<PreprocessingException>(() => PreprocessingFile.Read(folder["m.preprocess.json"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AbsentFile_SaysSo()
    {
        using var folder = new TempFolder();
        Assert.Contains("There is no preprocessing file", Assert.Throws<PreprocessingException>(() => PreprocessingFile.Read(folder["x.preprocess.json"])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dir/net.onnx", "dir/net.preprocess.json")]
    [InlineData("v1.2/net.pth", "v1.2/net.preprocess.json")]
    public void PathBeside_Model_IsItsPreprocessingFile(string model, string expected) => Assert.Equal(expected, PreprocessingFile.PathBeside(model));

    [Theory]
    [InlineData(new long[] { -1, 3, 96, 128 }, TensorLayout.Nchw, 128, 96)]
    [InlineData(new long[] { 1, 96, 128, 3 }, TensorLayout.Nhwc, 128, 96)]
    [InlineData(new long[] { -1, 3, -1, -1 }, TensorLayout.Nchw, 224, 224)]
    [InlineData(new long[] { 1, 1000 }, TensorLayout.Nchw, 224, 224)]
    public void Template_ForAShape_LoadsAndFits(long[] shape, TensorLayout layout, int width, int height)
    {
        string message = PreprocessingTemplate.Message("dir/net.onnx", shape);
        Assert.Contains("'dir/net.preprocess.json'", message, StringComparison.Ordinal);
        Preprocessing template = Parse(message[message.IndexOf('{', StringComparison.Ordinal)..]).Preprocessing;
        Assert.Equal((layout, new PictureSize(width, height)), (template.Tensor.Layout, template.FixedSize()!.Value));
    }

    private static PreprocessingFile Parse(string text) => PreprocessingFile.Parse(Encoding.UTF8.GetBytes(text), Path.GetTempPath());
}
