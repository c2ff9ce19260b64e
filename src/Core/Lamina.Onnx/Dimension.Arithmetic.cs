using System.Globalization;

namespace Lamina.Onnx;

/// <summary>Arithmetic: sums and products of names stay exact; what a polynomial cannot say becomes unknown.</summary>
public sealed partial class Dimension
{
    /// <summary>Sum.</summary>
    public static Dimension operator +(Dimension left, Dimension right) => Add(left, right);

    /// <summary>Difference.</summary>
    public static Dimension operator -(Dimension left, Dimension right) => Subtract(left, right);

    /// <summary>Product.</summary>
    public static Dimension operator *(Dimension left, Dimension right) => Multiply(left, right);

    /// <summary>Sum.</summary>
    public static Dimension Add(Dimension left, Dimension right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return left.IsUnknown || right.IsUnknown ? Unknown : Normalise(left._terms.Concat(right._terms).Select(term => ((Int128)term.Coefficient, term.Atoms)));
    }

    /// <summary>Difference.</summary>
    public static Dimension Subtract(Dimension left, Dimension right) => Add(left, Multiply(right, Of(-1)));

    /// <summary>Product.</summary>
    public static Dimension Multiply(Dimension left, Dimension right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.IsUnknown || right.IsUnknown)
        {
            return Unknown;
        }

        return Normalise(
            from a in left._terms
            from b in right._terms
            select ((Int128)a.Coefficient * b.Coefficient, Merge(a.Atoms, b.Atoms)));
    }

    /// <summary>The quotient when it is exact for every value of the names, else <see cref="Unknown"/>. The divisor must have one term.</summary>
    public Dimension DivideExactly(Dimension divisor)
    {
        ArgumentNullException.ThrowIfNull(divisor);
        if (IsUnknown || divisor._terms is not [{ Coefficient: not 0 } by])
        {
            return Equals(divisor) && !IsUnknown ? One : Unknown;
        }

        var quotient = new List<(Int128, Atom[])>();
        foreach (Term term in _terms)
        {
            if (term.Coefficient % by.Coefficient != 0 || Without(term.Atoms, by.Atoms) is not { } rest)
            {
                return Unknown;
            }

            quotient.Add((term.Coefficient / by.Coefficient, rest));
        }

        return Normalise(quotient);
    }

    /// <summary>The quotient rounded down.</summary>
    public Dimension FloorDivide(long divisor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(divisor);
        if (IsUnknown || divisor == 1)
        {
            return this;
        }

        if (Value is { } value)
        {
            return Of(Math.DivRem(value, divisor) is var (quotient, rest) && rest < 0 ? quotient - 1 : quotient);
        }

        Dimension exact = DivideExactly(Of(divisor));
        return exact.IsUnknown ? new([new Term(1, [new Atom(this, divisor)])]) : exact;
    }

    /// <summary>The quotient rounded up.</summary>
    public Dimension CeilingDivide(long divisor) => (this + Of(divisor - 1)).FloorDivide(divisor);

    private static Dimension Normalise(IEnumerable<(Int128 Coefficient, Atom[] Atoms)> terms)
    {
        var sums = new SortedDictionary<string, (Int128 Sum, Atom[] Atoms)>(StringComparer.Ordinal);
        foreach ((Int128 coefficient, Atom[] atoms) in terms)
        {
            string key = string.Join('*', atoms.Select(atom => atom.Text));
            sums[key] = (sums.TryGetValue(key, out var known) ? known.Sum + coefficient : coefficient, atoms);
            if (sums.Count > MaxTerms)
            {
                return Unknown;
            }
        }

        Term[] result = [.. sums.Values.Where(sum => sum.Sum != 0 && Int128.Abs(sum.Sum) <= long.MaxValue).Select(sum => new Term((long)sum.Sum, sum.Atoms))];
        bool overflow = sums.Values.Any(sum => Int128.Abs(sum.Sum) > long.MaxValue) || result.Any(term => term.Atoms.Length > MaxTerms);
        return overflow ? Unknown : result.Length == 0 ? Of(0) : new(result);
    }

    private static Atom[] Merge(Atom[] left, Atom[] right) => left.Length == 0 ? right : right.Length == 0 ? left : [.. left.Concat(right).OrderBy(atom => atom.Text, StringComparer.Ordinal)];

    private static Atom[]? Without(Atom[] atoms, Atom[] removed)
    {
        List<Atom> rest = [.. atoms];
        return Array.TrueForAll(removed, rest.Remove) ? [.. rest] : null;
    }

    private readonly record struct Term(long Coefficient, Atom[] Atoms)
    {
        public bool Equals(Term other) => Coefficient == other.Coefficient && Atoms.AsSpan().SequenceEqual(other.Atoms);

        public override int GetHashCode() => Coefficient.GetHashCode();

        public override string ToString()
        {
            string names = string.Join('*', Atoms.Select(atom => atom.Text));
            string number = Coefficient.ToString(CultureInfo.InvariantCulture);
            return Atoms.Length == 0 ? number : Coefficient == 1 ? names : $"{number}*{names}";
        }
    }

    /// <summary>A name, or the floor of a polynomial divided by a number, which is told apart by its text.</summary>
    private sealed class Atom : IEquatable<Atom>
    {
        private readonly Dimension? _numerator;

        public Atom(string name) => Text = name;

        public Atom(Dimension numerator, long divisor)
        {
            _numerator = numerator;
            Divisor = divisor;
            Text = string.Create(CultureInfo.InvariantCulture, $"floor(({numerator})/{divisor})");
        }

        public string Text { get; }

        public long Divisor { get; }

        public IEnumerable<string> Symbols => _numerator is null ? [Text] : _numerator.Symbols;

        public long? Evaluate(IReadOnlyDictionary<string, long> bindings) => _numerator is null
            ? bindings.TryGetValue(Text, out long value) ? value : null
            : _numerator.Evaluate(bindings) is { } numerator ? Of(numerator).FloorDivide(Divisor).Value : null;

        public bool Equals(Atom? other) => other is not null && Text == other.Text;

        public override bool Equals(object? obj) => Equals(obj as Atom);

        public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
    }
}
