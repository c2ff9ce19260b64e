using System.Collections.Immutable;
using Lamina.Models.Networks;
using Lamina.Models.Networks.Keras;
using Lamina.Plans.Preprocess;

namespace Lamina.Models.Zoo;

/// <summary>What torchvision's weights and Keras' applications are published to expect of a picture.</summary>
internal static class ZooPreprocessing
{
    /// <summary>The side that torchvision resizes to before it crops: 256 for 224.</summary>
    private const double CropFraction = 0.875;

    private const int ImageNetSide = 224;

    /// <summary>Null where the input is no colour picture.</summary>
    public static Preprocessing? For(ZooRequest request, INetwork network, PictureShape input, int classes)
    {
        ImmutableArray<string>? labels = request.Labels;
        if (labels is { } names && names.Length != classes)
        {
            throw new ZooException($"{names.Length} labels were given for {classes} classes.");
        }

        return input.Channels != 3 ? null : new Preprocessing
        {
            Geometry = Geometry(request.Architecture, network, input),
            Tensor = Tensor(network),
            Labels = labels,
            Output = network.Dialect.ChannelsLast ? OutputKind.Probabilities : OutputKind.Logits,
        };
    }

    private static ImmutableArray<GeometryStep> Geometry(ZooArchitecture architecture, INetwork network, PictureShape input)
    {
        if (network.Dialect.ChannelsLast || input.Height != input.Width || architecture.Input.Width < ImageNetSide)
        {
            return [Resized(new Resize { Width = input.Width, Height = input.Height, Filter = ResizeFilter.Bilinear })];
        }

        ResizeFilter filter = architecture.Name == "efficientnet_b0" ? ResizeFilter.Bicubic : ResizeFilter.Bilinear;
        return
        [
            Resized(new Resize { ShortSide = (int)Math.Round(input.Width / CropFraction), Filter = filter }),
            new GeometryStep { CropCenter = new CropCenter { Width = input.Width, Height = input.Height } },
        ];
    }

    private static TensorForm Tensor(INetwork network) => network switch
    {
        // It normalises in the graph.
        KerasEfficientNetB0 => new TensorForm { Layout = TensorLayout.Nhwc, Channels = ChannelOrder.Rgb, Mean = [0, 0, 0], Std = [1, 1, 1] },

        // Keras' "caffe" mode.
        { Dialect.ChannelsLast: true } => new TensorForm { Layout = TensorLayout.Nhwc, Channels = ChannelOrder.Bgr, Mean = [103.939, 116.779, 123.68], Std = [1, 1, 1] },
        _ => new TensorForm { Layout = TensorLayout.Nchw, Channels = ChannelOrder.Rgb, Mean = [123.675, 116.28, 103.53], Std = [58.395, 57.12, 57.375] },
    };

    private static GeometryStep Resized(Resize resize) => new() { Resize = resize };
}
