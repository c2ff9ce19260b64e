using Lamina.Models.Initializing;
using Lamina.Models.Networks;
using Lamina.Models.Networks.Keras;
using Lamina.Models.Weights;
using Lamina.Models.Weights.Keras;
using Lamina.Onnx;

namespace Lamina.Models.Zoo;

/// <summary>Builds networks as ONNX, exactly as torchvision or Keras define them.</summary>
/// <example><code>
/// using ZooModel zoo = ModelZoo.Build(new ZooRequest { Architecture = ZooArchitecture.Of("resnet50"), WeightsPath = "resnet50.pth" });
/// zoo.Save("resnet50.onnx");
/// </code></example>
public static class ModelZoo
{
    /// <summary>Builds a network. With weights the file decides between torchvision's form and Keras', and, unless asked otherwise, the number of classes.</summary>
    /// <exception cref="ZooException">The request cannot be met.</exception>
    /// <exception cref="WeightException">The weights were refused, or are not this network's; what is missing, does not fit or is left over is named.</exception>
    /// <exception cref="IOException">The weights cannot be read.</exception>
    public static ZooModel Build(ZooRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        WeightFile? file = request.WeightsPath is null ? null : WeightFile.Open(request.WeightsPath);
        try
        {
            INetwork network = Form(request, file);
            int classes = Classes(request, network, file);
            PictureShape input = request.Input ?? request.Architecture.Input;
            FileWeights? placed = file is null ? null : new FileWeights(file, Names(network, file));
            NetworkBuilder builder = new(request.Architecture.Name, network.Dialect, (IWeights?)placed ?? new SeededWeights(request.Seed));
            OnnxModel model = builder.Build(network.Write(builder, input, classes));
            placed?.Finish($"{request.Architecture.Name} with {classes} classes and {input} input");
            string source = file is null ? $"untrained weights of seed {request.Seed}" : $"weights from a {file.Format}";
            return new ZooModel(
                model,
                ZooPreprocessing.For(request, network, input, classes),
                $"{(network.Dialect.ChannelsLast ? "Keras" : "torchvision")} form with {source}",
                file);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    private static INetwork Form(ZooRequest request, WeightFile? file)
    {
        bool keras = file is null ? request.KerasForm : file is KerasFile;
        if (!keras)
        {
            return request.Architecture.Torch;
        }

        return request.Architecture.Keras?.Invoke(file is not null && KerasEfficientNetB0.IsPublished(file)) ?? throw new ZooException($"Keras has no '{request.Architecture.Name}'.");
    }

    private static Func<string, string> Names(INetwork network, WeightFile file) => network.Dialect.ChannelsLast ? name => name : TimmNames.For(file);

    private static int Classes(ZooRequest request, INetwork network, WeightFile? file)
    {
        (string name, int axis) = network.Classifier;
        WeightTensor? classifier = file?.Find(Names(network, file)(name));
        long classes = request.Classes ?? (classifier?.Shape.Count > axis ? classifier.Shape[axis] : request.Architecture.Classes);
        return classes is >= 1 and <= ZooRequest.MaxClasses
            ? (int)classes
            : throw new ZooException($"{classes} classes were asked for, wanted 1 to {ZooRequest.MaxClasses}.");
    }
}
