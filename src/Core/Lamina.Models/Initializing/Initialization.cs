namespace Lamina.Models.Initializing;

/// <summary>How untrained weights are drawn.</summary>
internal readonly record struct Initialization
{
    private Initialization(double scale, bool bell, double constant)
    {
        Scale = scale;
        Bell = bell;
        Constant = constant;
    }

    /// <summary>Deviation of a bell-shaped draw, bound of a uniform one; 0 where every value is <see cref="Constant"/>.</summary>
    public double Scale { get; }

    /// <summary>Bell-shaped, else uniform.</summary>
    public bool Bell { get; }

    /// <summary>Every value, where <see cref="Scale"/> is 0.</summary>
    public double Constant { get; }

    public static Initialization Zeros => Of(0);

    public static Initialization Ones => Of(1);

    public static Initialization Of(double constant) => new(0, false, constant);

    public static Initialization Normal(double deviation) => new(deviation, true, 0);

    public static Initialization Uniform(double bound) => new(bound, false, 0);

    /// <summary>He et al. 2015, "fan out", for ReLU: as torchvision's ResNet, VGG and EfficientNet.</summary>
    public static Initialization Kaiming(int outputChannels, int kernel) => Normal(Math.Sqrt(2.0 / ((double)outputChannels * kernel * kernel)));

    /// <summary>
    /// The same for a depthwise kernel, each of whose inputs reaches one channel: as EfficientNet's authors and Keras. PyTorch counts all channels, which makes
    /// weights so small that the first steps of a training throw them anywhere.
    /// </summary>
    public static Initialization Depthwise(int kernel) => Kaiming(1, kernel);

    /// <summary>Glorot and Bengio 2010, uniform: Keras' default.</summary>
    public static Initialization Glorot(double fanIn, double fanOut) => Uniform(Math.Sqrt(6.0 / (fanIn + fanOut)));
}
