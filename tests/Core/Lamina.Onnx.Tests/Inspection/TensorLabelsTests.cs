using Lamina.Onnx.Inspection;
using Lamina.Onnx.Text;

namespace Lamina.Onnx.Tests.Inspection;

public sealed class TensorLabelsTests
{
    public static TheoryData<string> All => Models.All;

    [Fact]
    public void Labels_OfATorchvisionExport_AreItsModules()
    {
        using OnnxModel model = GraphText.Parse("""
            main_graph (float[1,4] x) => (float[] y) {
              "/conv1/Conv_output_0" = Neg(x)
              "/relu/Relu_output_0" = Relu("/conv1/Conv_output_0")
              "/layer1/layer1.0/conv1/Conv_output_0" = Neg("/relu/Relu_output_0")
              "/layer1/layer1.0/relu/Relu_output_0" = Relu("/layer1/layer1.0/conv1/Conv_output_0")
              "/layer1/layer1.0/Add_output_0" = Add("/layer1/layer1.0/relu/Relu_output_0", "/relu/Relu_output_0")
              "/layer1/layer1.0/relu_1/Relu_output_0" = Relu("/layer1/layer1.0/Add_output_0")
              "/features/features.1/features.1.0/block/block.2/Sigmoid_output_0" = Sigmoid("/layer1/layer1.0/relu_1/Relu_output_0")
              "/features/features.1/features.1.0/block/block.2/Mul_output_0" = Mul("/features/features.1/features.1.0/block/block.2/Sigmoid_output_0", "/layer1/layer1.0/relu_1/Relu_output_0")
              "/Flatten_output_0" = Flatten("/features/features.1/features.1.0/block/block.2/Mul_output_0")
              y = Exp("/Flatten_output_0")
            }
            """);
        TensorLabels labels = ModelInspection.Of(model).Labels;
        Assert.Equal(
            ["conv1", "relu", "layer1.0.conv1", "layer1.0.relu", "layer1.0.add", "layer1.0.relu_1", "features.1.0.block.2.sigmoid", "features.1.0.block.2", "Flatten"],
            model.Graph.Nodes.SkipLast(1).Select(node => labels.Of(node.Outputs[0])));
        Assert.Equal("y", labels.Of("y"));
    }

    [Theory]
    [InlineData("functional_1/block3_pool_1/MaxPool2d:0", "block3_pool")]
    [InlineData("functional_1/block4_conv2_1/Relu:0", "block4_conv2")]
    [InlineData("functional_1/block4_conv2_1/BiasAdd:0", "block4_conv2.conv")]
    [InlineData("functional_1/flatten_1/Reshape:0", "flatten")]
    [InlineData("functional_1/block1_conv1_1/BiasAdd__6:0", "block1_conv1.transpose")]
    public void Labels_OfAKerasExport_AreItsLayers(string tensor, string label)
    {
        using OnnxModel model = Models.Open(Models.Vgg16);
        TensorLabels labels = ModelInspection.Of(model).Labels;
        Assert.Equal(label, labels.Of(tensor));
        Assert.Equal(tensor, labels.Find(label).Tensor);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Find_EveryLabelAndName_LeadsToOneTensor(string name)
    {
        using OnnxModel model = Models.Open(name);
        ModelInspection inspection = ModelInspection.Of(model);
        foreach (CutDescription cut in inspection.Cuts)
        {
            Assert.Equal(cut.Tensors[0], inspection.Labels.Find(cut.Label).Tensor);
            Assert.Equal(cut.Tensors[0], inspection.Labels.Find(cut.Tensors[0]).Tensor);
        }
    }

    [Fact]
    public void Find_NameThatMeansSeveral_IsRefusedWithTheCandidates()
    {
        using OnnxModel model = Models.Open(Models.Vgg16);
        TensorLabels labels = ModelInspection.Of(model).Labels;
        LabelLookup lookup = labels.Find("block3_conv1x");
        Assert.Equal("no tensor is called 'block3_conv1x'; inspect lists them", lookup.ToString());
        lookup = labels.Find("block3_conv");
        Assert.Null(lookup.Tensor);
        Assert.Equal("no tensor is called 'block3_conv'; did you mean 'block3_conv1.conv', 'block3_conv1', 'block3_conv2.conv', 'block3_conv2', 'block3_conv3.conv', 'block3_conv3'?", lookup.ToString());
        Assert.Equal("functional_1/block3_pool_1/MaxPool2d:0", labels.Find("BLOCK3_POOL").Tensor);
    }

    [Fact]
    public void Labels_ThatWouldClash_StayUnique()
    {
        using OnnxModel model = GraphText.Parse("""
            g (float[4] x) => (float[] y) { "m/a/Relu:0" = Relu(x)  "m/a/Relu:1" = Relu("m/a/Relu:0")  "m/b/Relu:0" = Relu("m/a/Relu:1")  a = Neg("m/b/Relu:0")  "7" = Neg(a)  A = Abs("7")  y = Exp(A) }
            """);
        TensorLabels labels = ModelInspection.Of(model).Labels;
        string[] all = [.. model.Graph.Nodes.SkipLast(1).Select(node => labels.Of(node.Outputs[0]))];
        Assert.Equal(["a.relu", "a.relu_2", "b", "a", "neg_7", "A"], all);
        Assert.Equal("a", labels.Find("a").Tensor);
        Assert.Equal("A", labels.Find("A").Tensor);
    }
}
