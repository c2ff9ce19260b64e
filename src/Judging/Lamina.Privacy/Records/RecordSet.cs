using System.Collections.Immutable;

namespace Lamina.Privacy.Records;

/// <summary>Records in their order: field values, class, and the block (the image) each came from.</summary>
public sealed record RecordSet
{
    /// <summary>Per record one value per field; categories as codes.</summary>
    public required ImmutableArray<ImmutableArray<double>> Values { get; init; }

    /// <summary>The class of each record, such as its type of attack.</summary>
    public required ImmutableArray<int> Classes { get; init; }

    /// <summary>The block of each record; records of one block follow each other.</summary>
    public required ImmutableArray<int> Blocks { get; init; }

    /// <summary>Throws unless every record has all fields, a class and a block.</summary>
    internal void Check(int fields)
    {
        if (Values.Length == 0 || Classes.Length != Values.Length || Blocks.Length != Values.Length)
        {
            throw new ArgumentException($"{Values.Length} records with {Classes.Length} classes and {Blocks.Length} blocks were given; at least one, and one each, were wanted.");
        }

        if (Values.Any(record => record.Length != fields))
        {
            throw new ArgumentException($"Every record needs {fields} fields.");
        }
    }
}
