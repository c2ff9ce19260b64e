using TorchSharp;

namespace Lamina.Torch.Tests.Native;

public sealed class NativeLibrariesTests : NeedsTorch
{
    [Fact]
    public void Convolution_ForwardAndBackward_GivesTheValuesDoneByHand()
    {
        using var scope = torch.NewDisposeScope();
        torch.Tensor image = torch.arange(9, dtype: torch.float32).reshape(1, 1, 3, 3);
        torch.Tensor kernel = torch.tensor(new float[] { 1, 2, 3, 4 }).reshape(1, 1, 2, 2).requires_grad_(true);

        torch.Tensor output = torch.nn.functional.conv2d(image, kernel);
        output.sum().backward();

        // 0*1 + 1*2 + 3*3 + 4*4 = 27, and one step right or down adds 10 or 30
        Assert.Equal([27f, 37f, 57f, 67f], output.data<float>().ToArray());
        // d(sum)/d(kernel[i,j]) is the sum of the four pixels under it
        Assert.Equal([8f, 12f, 20f, 24f], kernel.grad!.data<float>().ToArray());
    }

    [Fact]
    public void OutputFolder_HoldsNoLibtorchOfItsOwn() =>
        Assert.Empty(Directory.EnumerateFiles(AppContext.BaseDirectory, "*torch*.so*", SearchOption.AllDirectories));
}
