namespace Lamina.OpenInference.Tensors;

/// <summary>Carries a refusal up from deep inside a decoder; the decoder's public method turns it into an <see cref="Outcome{T}"/>.</summary>
internal sealed class RefusedException(OipFault fault) : Exception(fault.Message)
{
    public RefusedException(string message)
        : this(OipFault.Invalid(message))
    {
    }

    public OipFault Fault { get; } = fault;
}
