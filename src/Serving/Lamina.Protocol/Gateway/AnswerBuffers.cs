using Lamina.Protocol.Memory;

namespace Lamina.Protocol.Gateway;

/// <summary>
/// Where the answer to one request is written and sealed. All answers of a plan have one size, so this is set aside before the request is
/// opened: whatever comes of it, also that no memory is left, can then be sealed. Disposing wipes the unsealed answer.
/// </summary>
internal sealed class AnswerBuffers : IDisposable
{
    private readonly SecretBytes _plain;

    public AnswerBuffers(int length, int sealedLength)
    {
        Sealed = GC.AllocateUninitializedArray<byte>(sealedLength);
        _plain = new SecretBytes(length);
    }

    /// <summary>The padded answer.</summary>
    public Span<byte> Plain => _plain.Span;

    /// <summary>The body to send. It outlives this object.</summary>
    public byte[] Sealed { get; }

    public void Dispose() => _plain.Dispose();
}
