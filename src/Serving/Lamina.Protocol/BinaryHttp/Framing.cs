namespace Lamina.Protocol.BinaryHttp;

/// <summary>The first integer of a message (RFC 9292 section 3.3).</summary>
internal enum Framing
{
    KnownLengthRequest = 0,
    KnownLengthResponse = 1,
    IndeterminateLengthRequest = 2,
    IndeterminateLengthResponse = 3,
}
