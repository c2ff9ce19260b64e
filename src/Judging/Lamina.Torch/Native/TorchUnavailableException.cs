namespace Lamina.Torch.Native;

/// <summary>libtorch is missing or cannot be loaded on this machine.</summary>
/// <param name="message">Which file was wanted, and how to get it.</param>
public sealed class TorchUnavailableException(string message) : Exception(message);
