namespace Lamina.Protocol.Wire;

/// <summary>
/// Bytes of a peer that are not what they should be. Stays inside this assembly: every public parser answers false and
/// gives the message as its refusal.
/// </summary>
internal sealed class WireFormatException(string message) : FormatException(message);
