namespace Lamina.Runtime;

/// <summary>How far ONNX Runtime rewrites a graph when it loads it.</summary>
public enum GraphOptimization
{
    /// <summary>All rewrites, layout changes for the processor included. Fastest; results differ in the last bits from the graph as written.</summary>
    All,

    /// <summary>Fusions, but no layout changes.</summary>
    Extended,

    /// <summary>Only rewrites that remove work (folded constants, dead nodes).</summary>
    Basic,

    /// <summary>The graph as written. Head + body equal the whole to the last bit.</summary>
    None,
}
