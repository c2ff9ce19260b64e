using System.Collections.Immutable;

namespace Lamina.Data.Loading;

/// <summary>Which class of a model each class folder of a data set is.</summary>
/// <param name="Names">The model's classes, in the order of its output.</param>
/// <param name="Of">For each class folder the model's class.</param>
public sealed record ClassMap(IReadOnlyList<string> Names, ImmutableArray<int> Of)
{
    /// <summary>Matches class folders with a model's labels, by name or by WordNet id. Without labels the folders, in ordinal order, are the classes.</summary>
    /// <param name="folders">Class folders of the data set.</param>
    /// <param name="labels">The model's labels, or null where it has none.</param>
    /// <param name="wnids">WordNet ids in the same order, or null.</param>
    /// <exception cref="DataException">The data has no classes, or a folder matches no label; the message names what does not match.</exception>
    public static ClassMap Match(IReadOnlyList<string> folders, IReadOnlyList<string>? labels, IReadOnlyList<string>? wnids = null)
    {
        ArgumentNullException.ThrowIfNull(folders);
        if (folders.Count == 0)
        {
            throw new DataException("the pictures lie in no class folders, so they have no labels.");
        }

        if (labels is null)
        {
            return new ClassMap(folders, [.. Enumerable.Range(0, folders.Count)]);
        }

        Dictionary<string, int> places = new(StringComparer.OrdinalIgnoreCase);
        foreach ((int i, string name) in labels.Index().Concat((wnids ?? []).Index()).Where(entry => entry.Item.Length > 0))
        {
            places.TryAdd(name, i);
        }

        string[] strangers = [.. folders.Where(folder => !places.ContainsKey(folder))];
        if (strangers.Length > 0)
        {
            string more = strangers.Length > 5 ? $" and {strangers.Length - 5} more" : "";
            throw new DataException($"class folders {string.Join(", ", strangers.Take(5))}{more} match no label of the model, which has {string.Join(", ", labels.Take(5))}{(labels.Count > 5 ? ", ..." : "")}.");
        }

        return new ClassMap(labels, [.. folders.Select(folder => places[folder])]);
    }
}
