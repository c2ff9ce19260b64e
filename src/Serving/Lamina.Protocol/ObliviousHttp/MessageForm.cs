namespace Lamina.Protocol.ObliviousHttp;

/// <summary>The labels that keep the two forms of Oblivious HTTP apart.</summary>
internal sealed class MessageForm
{
    private readonly byte[] _requestLabel;
    private readonly byte[] _responseLabel;

    private MessageForm(ReadOnlySpan<byte> requestLabel, ReadOnlySpan<byte> responseLabel)
    {
        _requestLabel = requestLabel.ToArray();
        _responseLabel = responseLabel.ToArray();
    }

    /// <summary>One sealed message each way (RFC 9458).</summary>
    public static MessageForm Whole { get; } = new("message/bhttp request"u8, "message/bhttp response"u8);

    /// <summary>A sequence of sealed chunks each way (draft-ietf-ohai-chunked-ohttp-08).</summary>
    public static MessageForm Chunked { get; } = new("message/bhttp chunked request"u8, "message/bhttp chunked response"u8);

    public ReadOnlySpan<byte> RequestLabel => _requestLabel;

    public ReadOnlySpan<byte> ResponseLabel => _responseLabel;
}
