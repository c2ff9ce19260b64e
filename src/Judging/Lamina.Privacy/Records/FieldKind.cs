namespace Lamina.Privacy.Records;

/// <summary>When a guess of a record's field is right.</summary>
public enum FieldKind
{
    /// <summary>A code or category: only the exact value is right.</summary>
    Discrete,

    /// <summary>A measurement: right within 5% of its range in the training records.</summary>
    Continuous,
}
