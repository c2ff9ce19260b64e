using System.Text;

namespace Lamina.Plans;

/// <summary>
/// Sizes that every request and every answer of this plan have, so that a size tells nothing.
/// Both count the Binary HTTP message (RFC 9292) with its padding, before it is sealed.
/// </summary>
public sealed record PlanLimits
{
    /// <summary>Largest request or answer a plan may ask for: 1 GiB.</summary>
    public const long MaxMessageBytes = 1L << 30;

    private const long Granule = 4096;
    private const long FieldsAllowance = 4096;
    private const long TensorAllowance = 512;

    /// <summary>Size of a request.</summary>
    public required long RequestBytes { get; init; }

    /// <summary>Size of an answer, of success and of failure alike.</summary>
    public required long AnswerBytes { get; init; }

    /// <summary>The sizes for these inputs and outputs.</summary>
    public static PlanLimits For(IEnumerable<TensorSpec> inputs, IEnumerable<TensorSpec> outputs) => new()
    {
        RequestBytes = MessageBytes(inputs),
        AnswerBytes = MessageBytes(outputs),
    };

    /// <summary>
    /// Room for one message: the raw tensors, 4096 bytes for method, path and fields (a bearer token among them), 512 bytes
    /// and six per byte of its name (a fully escaped JSON string) for each tensor's description, rounded up to 4096.
    /// </summary>
    /// <exception cref="OverflowException">More than fit a <see cref="long"/>.</exception>
    public static long MessageBytes(IEnumerable<TensorSpec> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        long needed = FieldsAllowance;
        foreach (TensorSpec tensor in tensors)
        {
            needed = checked(needed + tensor.ByteCount() + TensorAllowance + (6 * Encoding.UTF8.GetByteCount(tensor.Name)));
        }

        return checked((needed + Granule - 1) / Granule * Granule);
    }
}
