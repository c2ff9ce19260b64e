namespace Lamina.Models.Weights;

/// <summary>What the first bytes of a file say it is.</summary>
internal enum WeightFileKind
{
    Unknown,
    Zip,
    Hdf5,
    Safetensors,
    Pickle,
}
