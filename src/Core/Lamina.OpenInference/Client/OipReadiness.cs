namespace Lamina.OpenInference.Client;

/// <summary>A server's word on whether it, or a model, can be asked.</summary>
/// <param name="Ready">True when it can.</param>
public sealed record OipReadiness(bool Ready);
