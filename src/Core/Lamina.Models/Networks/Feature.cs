namespace Lamina.Models.Networks;

/// <summary>A feature map while a network is being built: the tensor and its size, without the batch.</summary>
internal readonly record struct Feature(string Name, int Channels, int Height, int Width);
