namespace Lamina.Privacy.Runs;

/// <summary>Some items of a list, each converted when it is asked for.</summary>
internal sealed class Projected<TFrom, TTo>(IReadOnlyList<TFrom> items, int[] indices, Func<TFrom, TTo> convert) : IReadOnlyList<TTo>
{
    public int Count => indices.Length;

    public TTo this[int index] => convert(items[indices[index]]);

    public IEnumerator<TTo> GetEnumerator() => indices.Select(index => convert(items[index])).GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}
