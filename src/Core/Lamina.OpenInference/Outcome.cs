using System.Diagnostics.CodeAnalysis;

namespace Lamina.OpenInference;

/// <summary>Either a value or the reason why there is none.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
public readonly struct Outcome<T>
    where T : class
{
    private readonly T? _value;
    private readonly OipFault? _fault;

    private Outcome(T? value, OipFault? fault)
    {
        _value = value;
        _fault = fault;
    }

    /// <summary>The reason for the refusal, or null.</summary>
    public OipFault? Fault => _fault;

    /// <summary>Tells the two cases apart.</summary>
    /// <param name="value">The value on success.</param>
    /// <param name="fault">The reason otherwise.</param>
    /// <exception cref="InvalidOperationException">The struct was never assigned.</exception>
    public bool Succeeded([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out OipFault? fault)
    {
        value = _value;
        fault = _fault;
        if (value is null && fault is null)
        {
            throw new InvalidOperationException("This outcome was never assigned.");
        }

        return value is not null;
    }

    /// <summary>A success.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "Outcomes are returned, never converted by name.")]
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>A refusal.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "Outcomes are returned, never converted by name.")]
    public static implicit operator Outcome<T>(OipFault fault) => new(null, fault);
}
