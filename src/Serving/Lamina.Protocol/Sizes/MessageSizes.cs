using Lamina.Plans;
using Lamina.Protocol.Hpke;
using Lamina.Protocol.ObliviousHttp;

namespace Lamina.Protocol.Sizes;

/// <summary>
/// The one length that all requests of a plan have before they are sealed, and the one of all answers, so that lengths
/// tell nothing. They are the <c>limits</c> of the plan (docs/plan.md).
/// </summary>
public sealed record MessageSizes
{
    /// <summary>The smallest size accepted: every problem document must fit an answer.</summary>
    public const int Minimum = 8 << 10;

    /// <summary>Takes the sizes.</summary>
    /// <param name="request">Bytes of every Binary HTTP request, padding included; 8 KiB to 1 GiB.</param>
    /// <param name="response">Bytes of every Binary HTTP response, padding included; 8 KiB to 1 GiB.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    public MessageSizes(long request, long response)
    {
        Request = Checked(request, nameof(request));
        Response = Checked(response, nameof(response));
    }

    /// <summary>Bytes of every Binary HTTP request, padding included.</summary>
    public int Request { get; }

    /// <summary>Bytes of every Binary HTTP response, padding included.</summary>
    public int Response { get; }

    /// <summary>The sizes that a plan names.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    public static MessageSizes Of(PlanLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return new MessageSizes(limits.RequestBytes, limits.AnswerBytes);
    }

    /// <summary>Bytes of a sealed request under a suite; the chunked form as this library chunks it.</summary>
    public int SealedRequest(HpkeSuite suite, MessageForm form = MessageForm.Whole) => RequestEncapsulation.SealedLength(suite, form, Request);

    /// <summary>Bytes of a sealed response under a suite.</summary>
    public int SealedResponse(HpkeSuite suite, MessageForm form = MessageForm.Whole) => ResponseSecret.SealedLength(suite, form, Response);

    /// <summary>
    /// The most bytes that a sealed request can have: chunks may be smaller than ours, but the lengths and tags of all of
    /// them together take at most a sixteenth and 4 KiB.
    /// </summary>
    public int MaximumSealedRequest(HpkeSuite suite) => RequestEncapsulation.PrefixLength(suite) + Request + (Request / 16) + (4 << 10);

    private static int Checked(long size, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, Minimum, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, PlanLimits.MaxMessageBytes, name);
        return (int)size;
    }
}
