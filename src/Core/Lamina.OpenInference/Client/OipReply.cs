using System.Diagnostics.CodeAnalysis;

namespace Lamina.OpenInference.Client;

/// <summary>What a call to an OIP server gave.</summary>
/// <typeparam name="T">Type of the answer.</typeparam>
public sealed class OipReply<T>
    where T : class
{
    internal OipReply(T value) => Value = value;

    internal OipReply(OipFailure failure, string untrustedText) => (Failure, UntrustedText) = (failure, untrustedText);

    /// <summary>How the call ended.</summary>
    public OipFailure Failure { get; }

    /// <summary>The answer; null unless <see cref="Failure"/> is <see cref="OipFailure.None"/>.</summary>
    public T? Value { get; }

    /// <summary>
    /// What the other side, or the network stack, said of the failure, cut to 500 characters. The peer chose these words: show them
    /// to a person who asked for them, never put them into a log or an answer as they are.
    /// </summary>
    public string UntrustedText { get; } = "";

    /// <summary>Tells the two cases apart.</summary>
    public bool Succeeded([NotNullWhen(true)] out T? value)
    {
        value = Value;
        return value is not null;
    }
}
