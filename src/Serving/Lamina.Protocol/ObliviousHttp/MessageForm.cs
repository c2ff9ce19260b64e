namespace Lamina.Protocol.ObliviousHttp;

/// <summary>The two forms of Oblivious HTTP. A request decides the form of its answer.</summary>
public enum MessageForm
{
    /// <summary>One sealed message each way (RFC 9458).</summary>
    Whole,

    /// <summary>A sequence of sealed chunks each way, the last one marked (draft-ietf-ohai-chunked-ohttp-08).</summary>
    Chunked,
}
