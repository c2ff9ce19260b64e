using System.Text;

namespace Lamina.Plans.Preprocess;

/// <summary>What a command prints when it needs a preprocessing file and there is none.</summary>
public static class PreprocessingTemplate
{
    private const int UsualSide = 224;

    /// <summary>
    /// A complete file to start from: ImageNet's usual mean and deviation, no labels. Size and layout are taken from the
    /// input's shape where it tells them, else 224 by 224 and NCHW.
    /// </summary>
    /// <param name="shape">The picture input's shape; dimensions below 1 stand for unknown ones.</param>
    public static Preprocessing For(ReadOnlySpan<long> shape)
    {
        bool nhwc = shape.Length == 4 && shape[1] != 3 && shape[3] == 3;
        (long height, long width) = shape.Length != 4 ? (0, 0) : nhwc ? (shape[1], shape[2]) : (shape[2], shape[3]);
        return new Preprocessing
        {
            Geometry =
            [
                new GeometryStep { CropCenter = new CropCenter { FractionOfShortSide = 0.875 } },
                new GeometryStep { Resize = new Resize { Width = Side(width), Height = Side(height), Filter = ResizeFilter.Bilinear } },
            ],
            Tensor = new TensorForm
            {
                Layout = nhwc ? TensorLayout.Nhwc : TensorLayout.Nchw,
                Channels = ChannelOrder.Rgb,
                Mean = [123.675, 116.28, 103.53],
                Std = [58.395, 57.12, 57.375],
            },
            Output = OutputKind.Logits,
        };
    }

    /// <summary>The message itself: which file is missing, what to write into it, and what to change.</summary>
    /// <param name="modelPath">The model's file.</param>
    /// <param name="shape">The picture input's shape, as for <see cref="For"/>.</param>
    public static string Message(string modelPath, ReadOnlySpan<long> shape) =>
        $"""
        There is no preprocessing for '{modelPath}': what the model expects of a picture is not in the model.
        Write '{PreprocessingFile.PathBeside(modelPath)}' (or name a file with --preprocess), starting from this and
        changing what your model was trained with; docs/preprocessing.md explains every field, "labels" may be added:

        {Encoding.UTF8.GetString(PreprocessingFile.Write(For(shape)))}
        """;

    private static int Side(long dimension) => dimension is > 0 and <= Validation.PreprocessingValidator.MaxSide ? (int)dimension : UsualSide;
}
