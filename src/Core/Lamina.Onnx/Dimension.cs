namespace Lamina.Onnx;

/// <summary>
/// The length of one axis: a number, a name such as <c>N</c>, a polynomial of names such as <c>64*N</c> (from reshapes), or unknown.
/// Two dimensions are equal when they are equal for every value of their names; <see cref="Unknown"/> equals only itself and says nothing.
/// </summary>
public sealed partial class Dimension : IEquatable<Dimension>
{
    /// <summary>A polynomial longer than this becomes <see cref="Unknown"/>: no model needs it, and a hostile one must not make it grow.</summary>
    private const int MaxTerms = 16;

    private readonly Term[] _terms;

    private Dimension(Term[] terms) => _terms = terms;

    /// <summary>A length nothing is known of.</summary>
    public static Dimension Unknown { get; } = new([]);

    /// <summary>Length 1.</summary>
    public static Dimension One { get; } = Of(1);

    /// <summary>True when nothing is known.</summary>
    public bool IsUnknown => _terms.Length == 0;

    /// <summary>The number, or null when it is symbolic or unknown.</summary>
    public long? Value => _terms is [{ Atoms.Length: 0 } only] ? only.Coefficient : null;

    /// <summary>The name when the dimension is exactly one, else null.</summary>
    public string? Symbol => _terms is [{ Coefficient: 1, Atoms: [{ Divisor: 0 } atom] }] ? atom.Text : null;

    /// <summary>A fixed length.</summary>
    public static Dimension Of(long value) => new([new Term(value, [])]);

    /// <summary>A named length.</summary>
    public static Dimension Of(string symbol)
    {
        ArgumentException.ThrowIfNullOrEmpty(symbol);
        return new([new Term(1, [new Atom(symbol)])]);
    }

    /// <summary>A fixed length.</summary>
    public static implicit operator Dimension(long value) => Of(value);

    /// <summary>A named length.</summary>
    public static implicit operator Dimension(string symbol) => Of(symbol);

    /// <summary>Same as the implicit conversion.</summary>
    public static Dimension ToDimension(long value) => Of(value);

    /// <summary>The number after replacing every name by its binding, or null when a name has none.</summary>
    /// <param name="bindings">Value of each name.</param>
    public long? Evaluate(IReadOnlyDictionary<string, long> bindings)
    {
        ArgumentNullException.ThrowIfNull(bindings);
        if (IsUnknown)
        {
            return null;
        }

        Int128 sum = 0;
        foreach (Term term in _terms)
        {
            Int128 product = term.Coefficient;
            foreach (Atom atom in term.Atoms)
            {
                if (atom.Evaluate(bindings) is not { } value)
                {
                    return null;
                }

                product *= value;
                if (Int128.Abs(product) > long.MaxValue)
                {
                    return null;
                }
            }

            sum += product;
        }

        return Int128.Abs(sum) > long.MaxValue ? null : (long)sum;
    }

    /// <summary>The polynomial's terms: factor and names, a name occurring as often as its power.</summary>
    internal IEnumerable<(long Coefficient, IReadOnlyList<string> Symbols)> Terms => _terms.Select(term => (term.Coefficient, (IReadOnlyList<string>)[.. term.Atoms.Select(atom => atom.Text)]));

    /// <summary>Every name that occurs.</summary>
    public IEnumerable<string> Symbols => _terms.SelectMany(term => term.Atoms).SelectMany(atom => atom.Symbols).Distinct();

    /// <inheritdoc/>
    public bool Equals(Dimension? other) => other is not null && _terms.AsSpan().SequenceEqual(other._terms);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Dimension);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The number, the name, the polynomial, or <c>?</c>.</summary>
    public override string ToString() => IsUnknown ? "?" : string.Join(" + ", _terms.OrderBy(term => term.Atoms.Length == 0).Select(term => term.ToString())).Replace("+ -", "- ", StringComparison.Ordinal);
}
