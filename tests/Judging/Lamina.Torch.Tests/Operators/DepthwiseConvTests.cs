using Lamina.Torch.Operators;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Lamina.Torch.Tests.Operators;

public sealed class DepthwiseConvTests : NeedsTorch
{
    [Theory]
    [InlineData(3, 5, 16, 16, 3, 1, 1)]
    [InlineData(2, 4, 9, 7, 3, 2, 1)]
    [InlineData(2, 4, 8, 8, 3, 2, 1)]
    [InlineData(2, 4, 8, 8, 5, 2, 2)]
    [InlineData(3, 17, 4, 4, 5, 1, 2)]
    [InlineData(5, 3, 2, 2, 5, 1, 2)]
    [InlineData(5, 3, 1, 1, 3, 2, 1)]
    [InlineData(1, 2, 12, 31, 7, 3, 0)]
    [InlineData(2, 3, 33, 20, 4, 4, 1)]
    public void Backward_AnyWindow_GivesLibtorchsGradients(int pictures, int channels, int height, int width, int kernel, int stride, int padding)
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(1);
        Tensor x = torch.randn(pictures, channels, height, width), w = torch.randn(channels, 1, kernel, kernel);
        (Tensor y, Tensor dx, Tensor dw) = Gradients(x, w, (a, b) => DepthwiseConv.Run(a, b, [stride, stride], [padding, padding]));
        // In double precision the library's own sums are exact enough to judge by.
        (Tensor y64, Tensor dx64, Tensor dw64) = Gradients(x.to(torch.float64), w.to(torch.float64), (a, b) => torch.nn.functional.conv2d(a, b, null, [stride, stride], [padding, padding], [1, 1], channels));
        Assert.True(torch.allclose(y.to(torch.float64), y64, 1e-4, 1e-4), "output");
        Assert.True(torch.allclose(dx.to(torch.float64), dx64, 1e-4, 1e-4), "gradient of the input");
        Assert.True(torch.allclose(dw.to(torch.float64), dw64, 1e-4, 1e-4), "gradient of the weights");
        Assert.Equal(w.shape, dw.shape);
    }

    [Fact]
    public void Backward_InputWithoutGradient_GivesTheWeightsOnly()
    {
        using var scope = torch.NewDisposeScope();
        Tensor x = torch.ones(1, 2, 4, 4), w = torch.ones(2, 1, 3, 3).requires_grad_();
        DepthwiseConv.Run(x, w, [1, 1], [1, 1]).sum().backward();
        Assert.Null(x.grad);
        // Sixteen windows; nine of them meet the corner of the kernel.
        Assert.Equal(9, w.grad![0, 0, 0, 0].item<float>());
        Assert.Equal(16, w.grad![1, 0, 1, 1].item<float>());
    }

    [Fact]
    public void Fits_OnlyWhatItCanDo()
    {
        using var scope = torch.NewDisposeScope();
        Tensor x = torch.ones(1, 4, 4, 4), w = torch.ones(4, 1, 3, 3).requires_grad_();
        Assert.True(DepthwiseConv.Fits(x, w, 4, [1, 1]));
        Assert.False(DepthwiseConv.Fits(x, w, 4, [2, 2]));
        Assert.False(DepthwiseConv.Fits(x, torch.ones(4, 2, 3, 3).requires_grad_(), 2, [1, 1]));
        Assert.False(DepthwiseConv.Fits(x, torch.ones(8, 1, 3, 3).requires_grad_(), 4, [1, 1]));
        Assert.False(DepthwiseConv.Fits(x, w.detach(), 4, [1, 1]));
        Assert.False(DepthwiseConv.Fits(x.to(torch.bfloat16), w, 4, [1, 1]));
        using var noGrad = torch.no_grad();
        Assert.False(DepthwiseConv.Fits(x, w, 4, [1, 1]));
    }

    [Fact]
    public void Backward_ManyTimes_LeaksNoTensors()
    {
        long before = 0;
        for (int i = 0; i < 300; i++)
        {
            using var scope = torch.NewDisposeScope();
            Tensor x = torch.randn(2, 8, 16, 16), w = torch.randn(8, 1, 3, 3);
            Gradients(x, w, (a, b) => DepthwiseConv.Run(a, b, [1, 1], [1, 1]));
            if (i == 50)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                before = Tensor.TotalCount;
            }
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.InRange(Tensor.TotalCount, 0, before + 20);
    }

    private static (Tensor Y, Tensor Dx, Tensor Dw) Gradients(Tensor x, Tensor w, Func<Tensor, Tensor, Tensor> convolve)
    {
        x = x.detach().clone().requires_grad_();
        w = w.detach().clone().requires_grad_();
        Tensor y = convolve(x, w);
        Tensor weighting = torch.arange(y.numel(), dtype: x.dtype).reshape(y.shape).sin();
        (y * weighting).sum().backward();
        return (y.detach(), x.grad!, w.grad!);
    }
}
