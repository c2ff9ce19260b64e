namespace Lamina.Data.TonIot;

/// <summary>A run of records of one type, consecutive in time, that belongs to one split as a whole.</summary>
/// <param name="Type">Type of every record in it.</param>
/// <param name="Index">Position among the blocks of its type, by time.</param>
/// <param name="Split"><c>train</c>, <c>val</c> or <c>test</c>.</param>
/// <param name="Rows">Rows of the table, by time; those that fall into a gap are already gone.</param>
public sealed record TimeBlock(string Type, int Index, string Split, IReadOnlyList<int> Rows);
