using Lamina.Protocol.Hpke;
using Lamina.Protocol.ObliviousHttp;

namespace Lamina.Protocol.Sizes;

/// <summary>
/// The one length that all requests of a plan have before they are sealed, and the one of all answers, so that lengths
/// tell nothing. Client and enclave compute both from the plan alone (docs/protocol.md section 5).
/// </summary>
/// <param name="Request">Bytes of every Binary HTTP request, padding included.</param>
/// <param name="Response">Bytes of every Binary HTTP response, padding included.</param>
public sealed record MessageSizes(int Request, int Response)
{
    /// <summary>Room for control data, fields (a bearer token among them) and the JSON header of the message inside.</summary>
    public const int Headroom = 16 << 10;

    /// <summary>Sizes are multiples of this.</summary>
    public const int Granularity = 1 << 10;

    /// <summary>Plans that need longer messages are refused.</summary>
    public const int Maximum = 1 << 30;

    /// <summary>The sizes for a plan.</summary>
    /// <param name="inputTensorBytes">Bytes of all input tensors of the plan together, raw.</param>
    /// <param name="outputTensorBytes">Bytes of all output tensors of the plan together, raw.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or needs more than <see cref="Maximum"/>.</exception>
    public static MessageSizes ForTensors(long inputTensorBytes, long outputTensorBytes) => new(Pad(inputTensorBytes), Pad(outputTensorBytes));

    /// <summary>Bytes of a sealed request under a suite.</summary>
    public int SealedRequest(HpkeSuite suite) => Request + RequestEncapsulation.Overhead(suite);

    /// <summary>Bytes of a sealed response under a suite.</summary>
    public int SealedResponse(HpkeSuite suite) => Response + ResponseSecret.Overhead(suite);

    private static int Pad(long tensorBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tensorBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tensorBytes, Maximum - Headroom - Granularity);
        long needed = tensorBytes + Headroom;
        return (int)((needed + Granularity - 1) / Granularity * Granularity);
    }
}
