namespace Lamina.Torch.Graphs;

/// <summary>What a tensor of the graph is to training.</summary>
internal enum SlotKind
{
    /// <summary>An input or something computed.</summary>
    Value,

    /// <summary>A constant that never changes.</summary>
    Constant,

    /// <summary>A running statistic: training moves it, no gradient reaches it.</summary>
    Statistic,

    /// <summary>A weight.</summary>
    Weight,
}

/// <summary>A place for one tensor of the graph while it runs.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Tensor">The tensor, for everything but values.</param>
internal sealed record Slot(string Name, SlotKind Kind, Tensor? Tensor);
