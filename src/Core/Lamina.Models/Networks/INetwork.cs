using Lamina.Models.Zoo;

namespace Lamina.Models.Networks;

/// <summary>One architecture in one framework's form.</summary>
internal interface INetwork
{
    /// <summary>How weights are named and pictures laid out.</summary>
    Dialect Dialect { get; }

    /// <summary>The weight whose size tells how many classes there are, and along which axis in the file.</summary>
    (string Name, int Axis) Classifier { get; }

    /// <summary>Writes the layers.</summary>
    /// <returns>The output, one number per class.</returns>
    Feature Write(NetworkBuilder network, PictureShape input, int classes);
}
