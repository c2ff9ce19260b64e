using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Lamina.Models.Weights;
using Lamina.Models.Zoo;
using Lamina.Onnx.Tensors;
using Lamina.Plans.Preprocess;
using Lamina.Testing;

namespace Lamina.Models.Tests.Zoo;

public sealed class ModelZooTests
{
    public static TheoryData<string, bool> Forms => new()
    {
        { "resnet50", false }, { "resnet50", true }, { "efficientnet_b0", false }, { "efficientnet_b0", true }, { "he_cnn6", false }, { "tiny_cnn", false },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Build_UntrainedNetwork_RunsOnAnyBatch(string name, bool keras)
    {
        using ZooModel zoo = ModelZoo.Build(new ZooRequest { Architecture = ZooArchitecture.Of(name), Classes = 7, Input = new PictureShape(3, 64, 48), KerasForm = keras });
        foreach (int batch in new[] { 1, 3 })
        {
            float[] input = [.. Enumerable.Range(0, batch * 3 * 64 * 48).Select(i => (float)Math.Sin(i))];
            float[][] rows = ZooRunner.Run(zoo.Model, input, keras ? [batch, 64, 48, 3] : [batch, 3, 64, 48]);
            Assert.Equal(batch, rows.Length);
            Assert.All(rows, row => Assert.Equal(7, row.Length));
            Assert.All(rows.SelectMany(row => row), value => Assert.True(float.IsFinite(value)));
            Assert.All(rows, row => Assert.True(!keras || Math.Abs(row.Sum() - 1) < 1e-5));
        }
    }

    // Pinned: the weights of a seed must never change, on any platform.
    [Fact]
    public void Save_SameSeed_GivesTheSameBytes()
    {
        Assert.Equal(Digest(5), Digest(5));
        Assert.NotEqual(Digest(5), Digest(6));
        Assert.StartsWith(PinnedDigestOfSeed5, Digest(5), StringComparison.Ordinal);
    }

    [Fact]
    public void SeededWeights_Distribution_IsWhatTheNetworkAsksFor()
    {
        using ZooModel zoo = ModelZoo.Build(new ZooRequest { Architecture = ZooArchitecture.Of("resnet50"), Seed = 3 });
        float[] kernel = zoo.Model.Graph.Initializers.Single(tensor => tensor.Name == "layer4.0.conv2.weight").ToFloats();
        double mean = kernel.Average(value => (double)value);
        double deviation = Math.Sqrt(kernel.Average(value => (value - mean) * (value - mean)));
        double wanted = Math.Sqrt(2.0 / (512 * 9));
        Assert.Equal(0, mean, wanted * 5 / Math.Sqrt(kernel.Length));
        Assert.Equal(wanted, deviation, wanted * 0.002);
        float[] dense = zoo.Model.Graph.Initializers.Single(tensor => tensor.Name == "fc.weight").ToFloats();
        Assert.InRange(dense.Max(), 0.99 / Math.Sqrt(2048), 1 / Math.Sqrt(2048));
        Assert.InRange(dense.Min(), -1 / Math.Sqrt(2048), -0.99 / Math.Sqrt(2048));
    }

    [Fact]
    public void SeededWeights_DepthwiseKernel_CountsTheOneChannelItReaches()
    {
        using ZooModel zoo = ModelZoo.Build(new ZooRequest { Architecture = ZooArchitecture.Of("efficientnet_b0"), Classes = 10, Seed = 3 });
        float[] kernel = zoo.Model.Graph.Initializers.Single(tensor => tensor.Name == "features.6.1.block.1.0.weight").ToFloats();
        Assert.Equal(1152 * 25, kernel.Length);
        double wanted = Math.Sqrt(2.0 / 25);
        Assert.Equal(wanted, Math.Sqrt(kernel.Average(value => value * (double)value)), wanted * 0.02);
        float[] dense = zoo.Model.Graph.Initializers.Single(tensor => tensor.Name == "classifier.1.weight").ToFloats();
        Assert.InRange(dense.Max(), 0.99 / Math.Sqrt(1280), 1 / Math.Sqrt(1280));
    }

    [Fact]
    public void Build_WeightsOfItsOwn_AreAllPlaced()
    {
        using TempFolder folder = new();
        using ZooModel untrained = Tiny(seed: 9);
        WriteWeights(folder["w.safetensors"], untrained.Model.Graph.Initializers.Select(tensor => (tensor.Name, tensor.Dims.ToArray(), tensor.ToBytes())));
        using ZooModel read = Tiny(folder["w.safetensors"]);
        Assert.Equal(untrained.Model.ToArray(), read.Model.ToArray());
        Assert.Equal("torchvision form with weights from a safetensors", read.Form);
    }

    [Fact]
    public void Build_WeightsThatDoNotFit_NamesEveryFault()
    {
        using TempFolder folder = new();
        using ZooModel untrained = Tiny(seed: 9);
        WriteWeights(folder["w.safetensors"], untrained.Model.Graph.Initializers
            .Where(tensor => tensor.Name != "bn2.bias")
            .Select(tensor => tensor.Name == "conv1.weight" ? (tensor.Name, [3L, 8L, 3L, 3L], tensor.ToBytes()) : (tensor.Name, tensor.Dims.ToArray(), tensor.ToBytes()))
            .Append(("extra.weight", [1L], new byte[4]))
            .Append(("bn1.num_batches_tracked", [1L], new byte[4])));
        WeightException refusal = Assert.Throws<WeightException>(() => Tiny(folder["w.safetensors"]));
        Assert.EndsWith(
            "w.safetensors' are not those of tiny_cnn with 10 classes and 3x32x32 input: 'conv1.weight' is [3,8,3,3], wanted [8,3,3,3]; 'bn2.bias' is missing; 'extra.weight' is left over.",
            refusal.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Build_OtherClassesThanTheWeights_IsRefused()
    {
        string path = Tier.Shared("models", "efficientnet_b0-photo_or_drawing.pth");
        WeightException refusal = Assert.Throws<WeightException>(() => ModelZoo.Build(
            new ZooRequest { Architecture = ZooArchitecture.Of("efficientnet_b0"), WeightsPath = path, Classes = 2 }));
        Assert.EndsWith("'classifier.1.weight' is [1,1280], wanted [2,1280]; 'classifier.1.bias' is [1], wanted [2].", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<WeightException>(() => ModelZoo.Build(new ZooRequest { Architecture = ZooArchitecture.Of("resnet50"), WeightsPath = path }));
    }

    [Fact]
    public void Build_TimmsNames_AreKnown()
    {
        using TempFolder folder = new();
        using ZooModel untrained = ModelZoo.Build(new ZooRequest { Architecture = ZooArchitecture.Of("efficientnet_b0"), Seed = 4 });
        WriteWeights(folder["w.safetensors"], untrained.Model.Graph.Initializers.Select(tensor => (TimmName(tensor.Name), tensor.Dims.ToArray(), tensor.ToBytes())));
        using ZooModel read = ModelZoo.Build(new ZooRequest { Architecture = ZooArchitecture.Of("efficientnet_b0"), WeightsPath = folder["w.safetensors"] });
        Assert.Equal(untrained.Model.ToArray(), read.Model.ToArray());
    }

    [Fact]
    public void Save_Preprocessing_IsTheFrameworksOwn()
    {
        using TempFolder folder = new();
        Preprocessing torch = Saved(folder, "efficientnet_b0", keras: false);
        Assert.Equal((256, ResizeFilter.Bicubic), (torch.Geometry[0].Resize!.ShortSide, torch.Geometry[0].Resize!.Filter));
        Assert.Equal((224, 224), (torch.Geometry[1].CropCenter!.Width, torch.Geometry[1].CropCenter!.Height));
        Assert.Equal((TensorLayout.Nchw, ChannelOrder.Rgb, OutputKind.Logits), (torch.Tensor.Layout, torch.Tensor.Channels, torch.Output));
        Preprocessing keras = Saved(folder, "resnet50", keras: true);
        Assert.Equal((TensorLayout.Nhwc, ChannelOrder.Bgr, OutputKind.Probabilities), (keras.Tensor.Layout, keras.Tensor.Channels, keras.Output));
        Assert.Equal([103.939, 116.779, 123.68], keras.Tensor.Mean);
    }

    [Fact]
    public void Build_ImpossibleRequest_IsRefused()
    {
        Refused("There is no architecture 'alexnet', only vgg16, resnet50, efficientnet_b0, he_cnn6, tiny_cnn.", () => ZooArchitecture.Of("alexnet"));
        Refused("The input '224x224' is not of the form 3x224x224 with sides up to 4096.", () => PictureShape.Parse("224x224"));
        Refused("The input '3x224x5000' is not of the form 3x224x224 with sides up to 4096.", () => PictureShape.Parse("3x224x5000"));
        Refused("0 classes were asked for, wanted 1 to 1000000.", () => ModelZoo.Build(new ZooRequest { Architecture = ZooArchitecture.Of("tiny_cnn"), Classes = 0 }));
        Refused("Keras has no 'tiny_cnn'.", () => ModelZoo.Build(new ZooRequest { Architecture = ZooArchitecture.Of("tiny_cnn"), KerasForm = true }));
        Refused("2 labels were given for 10 classes.", () => ModelZoo.Build(new ZooRequest { Architecture = ZooArchitecture.Of("tiny_cnn"), Labels = ["a", "b"] }));
        Refused("The input is too small: a 2x2 window does not fit a feature map of 1.", () => ModelZoo.Build(new ZooRequest { Architecture = ZooArchitecture.Of("vgg16"), Input = new PictureShape(3, 16, 16) }));
        Assert.Equal(new PictureShape(1, 28, 30), PictureShape.Parse("1x28x30"));
    }

    private const string PinnedDigestOfSeed5 = "1e164711f3eb875b4adad7e90ed03d1ceb6ff04d63c407f667";

    private static string Digest(long seed)
    {
        using ZooModel zoo = Tiny(seed: seed);
        return Convert.ToHexStringLower(SHA256.HashData(zoo.Model.Graph.Initializers.SelectMany(tensor => tensor.ToBytes()).ToArray()));
    }

    private static ZooModel Tiny(string? weights = null, long seed = 0) =>
        ModelZoo.Build(new ZooRequest { Architecture = ZooArchitecture.Of("tiny_cnn"), WeightsPath = weights, Seed = seed });

    private static Preprocessing Saved(TempFolder folder, string name, bool keras)
    {
        using ZooModel zoo = ModelZoo.Build(new ZooRequest { Architecture = ZooArchitecture.Of(name), KerasForm = keras });
        Assert.Equal([folder["m.onnx"], folder["m.preprocess.json"]], zoo.Save(folder["m.onnx"]));
        return PreprocessingFile.Read(folder["m.preprocess.json"]).Preprocessing;
    }

    /// <summary>timm's own source names them so: conv_stem, bn1, blocks.STAGE.BLOCK.(conv_pw, bn1, conv_dw, bn2, se, conv_pwl, bn3), conv_head, bn2, classifier.</summary>
    private static string TimmName(string name)
    {
        string[] parts = name.Split('.');
        string last = parts[^1];
        if (parts[0] == "classifier")
        {
            return $"classifier.{last}";
        }

        string[] layers = parts[1] == "1" ? ["conv_dw bn1", "se", "conv_pw bn2"] : ["conv_pw bn1", "conv_dw bn2", "se", "conv_pwl bn3"];
        return (parts[1], parts[2]) switch
        {
            ("0", "0") => $"conv_stem.{last}",
            ("0", "1") => $"bn1.{last}",
            ("8", "0") => $"conv_head.{last}",
            ("8", "1") => $"bn2.{last}",
            _ => $"blocks.{int.Parse(parts[1]) - 1}.{parts[2]}.{Part(layers[int.Parse(parts[4])], parts[5])}.{last}",
        };
    }

    private static string Part(string layer, string within) => within switch
    {
        "fc1" => "se.conv_reduce",
        "fc2" => "se.conv_expand",
        _ => layer.Split(' ')[int.Parse(within)],
    };

    private static void WriteWeights(string path, IEnumerable<(string Name, long[] Shape, byte[] Bytes)> tensors)
    {
        Dictionary<string, object> header = [];
        using MemoryStream data = new();
        foreach ((string name, long[] shape, byte[] bytes) in tensors)
        {
            header.Add(name, new Dictionary<string, object> { ["dtype"] = "F32", ["shape"] = shape, ["data_offsets"] = new[] { data.Length, data.Length + bytes.Length } });
            data.Write(bytes);
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        File.WriteAllBytes(path, [.. length, .. json, .. data.ToArray()]);
    }

    private static void Refused(string sentence, Action build) => Assert.Equal(sentence, Assert.Throws<ZooException>(build).Message);
}
