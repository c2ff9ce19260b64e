namespace Lamina.Protocol.ObliviousHttp;

/// <summary>The labels that keep the forms, and requests and responses, apart.</summary>
internal static class FormLabels
{
    /// <summary>Ahead of the header in the HPKE <c>info</c> of a request.</summary>
    public static ReadOnlySpan<byte> RequestLabel(this MessageForm form) => form is MessageForm.Whole ? "message/bhttp request"u8 : "message/bhttp chunked request"u8;

    /// <summary>The exporter context of the response's secret.</summary>
    public static ReadOnlySpan<byte> ResponseLabel(this MessageForm form) => form is MessageForm.Whole ? "message/bhttp response"u8 : "message/bhttp chunked response"u8;
}
