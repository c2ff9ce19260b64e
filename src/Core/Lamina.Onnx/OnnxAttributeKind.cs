namespace Lamina.Onnx;

/// <summary>What an attribute holds; the numbers are those of the ONNX file format.</summary>
public enum OnnxAttributeKind
{
    /// <summary>Not stated, or of a kind this version does not know.</summary>
    Undefined = 0,

    /// <summary>A float32.</summary>
    Float = 1,

    /// <summary>An int64.</summary>
    Int = 2,

    /// <summary>Text or bytes.</summary>
    Text = 3,

    /// <summary>A tensor.</summary>
    Tensor = 4,

    /// <summary>A graph, as If, Loop and Scan have.</summary>
    Graph = 5,

    /// <summary>A list of float32.</summary>
    Floats = 6,

    /// <summary>A list of int64.</summary>
    Ints = 7,

    /// <summary>A list of texts.</summary>
    Texts = 8,

    /// <summary>A list of tensors.</summary>
    Tensors = 9,

    /// <summary>A list of graphs.</summary>
    Graphs = 10,

    /// <summary>A sparse tensor; kept, not read.</summary>
    SparseTensor = 11,

    /// <summary>Sparse tensors; kept, not read.</summary>
    SparseTensors = 12,

    /// <summary>A type; kept, not read.</summary>
    Type = 13,

    /// <summary>Types; kept, not read.</summary>
    Types = 14,
}
