namespace Lamina.Onnx;

/// <summary>Where <see cref="OnnxModel.Save"/> puts weights.</summary>
public sealed record OnnxSaveOptions
{
    /// <summary>The defaults.</summary>
    public static OnnxSaveOptions Default { get; } = new();

    /// <summary>Largest model file in bytes before weights move to a file beside it. Default and maximum 2,147,483,647, what protobuf can hold.</summary>
    public long MaxModelBytes { get; init; } = int.MaxValue;

    /// <summary>Smallest tensor in bytes that moves. Default 1024.</summary>
    public long MinExternalBytes { get; init; } = 1024;
}
