using Lamina.Models.Networks;
using Lamina.Models.Networks.Keras;
using Lamina.Models.Networks.Small;
using Lamina.Models.Networks.Torchvision;

namespace Lamina.Models.Zoo;

/// <summary>A network that the zoo can build.</summary>
public sealed record ZooArchitecture
{
    private ZooArchitecture(string name, string title, PictureShape input, int classes, INetwork torch, Func<bool, INetwork>? keras = null)
    {
        Name = name;
        Title = title;
        Input = input;
        Classes = classes;
        Torch = torch;
        Keras = keras;
    }

    /// <summary>All of them: the three of the paper, then the small nets for tests and for known answers.</summary>
    public static IReadOnlyList<ZooArchitecture> All { get; } =
    [
        new("vgg16", "VGG-16 (arXiv 1409.1556)", new PictureShape(3, 224, 224), 1000, new Vgg16(), _ => new KerasVgg16()),
        new("resnet50", "ResNet-50 (arXiv 1512.03385)", new PictureShape(3, 224, 224), 1000, new ResNet50(), _ => new KerasResNet50()),
        new("efficientnet_b0", "EfficientNet-B0 (arXiv 1905.11946)", new PictureShape(3, 224, 224), 1000, new EfficientNetB0(), published => new KerasEfficientNetB0(published)),
        new("he_cnn6", "six convolutions for CIFAR-10 (He et al., ACSAC 2019)", new PictureShape(3, 32, 32), 10, new HeCnn6()),
        new("tiny_cnn", "three convolutions, for tests", new PictureShape(3, 32, 32), 10, new TinyCnn()),
    ];

    /// <summary>Name on the command line.</summary>
    public string Name { get; }

    /// <summary>Name for people, and where it was published.</summary>
    public string Title { get; }

    /// <summary>Default input.</summary>
    public PictureShape Input { get; }

    /// <summary>Default number of classes.</summary>
    public int Classes { get; }

    /// <summary>True where Keras' form exists too.</summary>
    public bool HasKerasForm => Keras is not null;

    internal INetwork Torch { get; }

    internal Func<bool, INetwork>? Keras { get; }

    /// <summary>The architecture of that name.</summary>
    /// <exception cref="ZooException">There is none.</exception>
    public static ZooArchitecture Of(string name) => All.FirstOrDefault(architecture => architecture.Name == name)
        ?? throw new ZooException($"There is no architecture '{name}', only {string.Join(", ", All.Select(architecture => architecture.Name))}.");
}
