using System.Runtime.InteropServices;
using Lamina.Onnx;
using PureHDF;
using PureHDF.VOL.Native;

namespace Lamina.Models.Weights.Keras;

/// <summary>
/// Reads the HDF5 that Keras' <c>save_weights("x.h5")</c> and <c>save("x.h5")</c> write: the attribute <c>layer_names</c> lists groups, the attribute
/// <c>weight_names</c> of each lists its data sets. Tensors are named <c>layer/weight</c>, without Keras' ":0" and repeated scopes.
/// </summary>
internal sealed class KerasFile : WeightFile
{
    /// <summary>Deflate, the filter that h5py offers, reaches 1030 to 1.</summary>
    private const int MaxCompression = 1100;

    private readonly NativeFile _file;
    private readonly string? _deleteWhenClosed;

    private KerasFile(string path, NativeFile file, IReadOnlyList<WeightTensor> tensors, string? deleteWhenClosed)
        : base(path)
    {
        _file = file;
        Tensors = tensors;
        _deleteWhenClosed = deleteWhenClosed;
    }

    public override string Format => "Keras HDF5";

    public override IReadOnlyList<WeightTensor> Tensors { get; }

    /// <param name="path">What the user named.</param>
    /// <param name="content">The HDF5 file itself.</param>
    /// <param name="limits">Ceilings.</param>
    /// <param name="deleteWhenClosed">The content is a copy of ours.</param>
    /// <exception cref="WeightException">It is no such file.</exception>
    public static KerasFile Load(string path, string content, WeightLimits limits, bool deleteWhenClosed = false)
    {
        NativeFile? file = null;
        try
        {
            file = H5File.OpenRead(content);
            IH5Group root = file.AttributeExists("layer_names") || !file.LinkExists("model_weights") ? file : file.Group("model_weights");
            return new KerasFile(path, file, Read(path, root, new FileInfo(content).Length, limits), deleteWhenClosed ? content : null);
        }
        catch (Exception exception) when (exception is not (WeightException or OutOfMemoryException))
        {
            // The library throws whatever it stumbles over.
            file?.Dispose();
            throw new WeightException($"'{path}' is no HDF5 file of Keras weights: {exception.Message.TrimEnd('.')}.", exception);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        if (_deleteWhenClosed is not null)
        {
            File.Delete(_deleteWhenClosed);
        }
    }

    private static List<WeightTensor> Read(string path, IH5Group root, long fileLength, WeightLimits limits)
    {
        List<WeightTensor> tensors = [];
        HashSet<string> names = [];
        foreach (string layer in Names(root, "layer_names", limits))
        {
            IH5Group group = root.Group(layer);
            foreach (string weight in Names(group, "weight_names", limits))
            {
                WeightTensor tensor = Describe(layer, weight, group.Dataset(weight), fileLength, limits);
                if (!names.Add(tensor.Name))
                {
                    throw new WeightException($"'{path}' holds the weight '{tensor.Name}' twice.");
                }

                tensors.Add(tensor);
                if (tensors.Count > limits.MaxTensors)
                {
                    throw new WeightException($"'{path}' has more than {limits.MaxTensors} tensors.");
                }
            }
        }

        return tensors;
    }

    private static string[] Names(IH5Group group, string attribute, WeightLimits limits)
    {
        IH5Attribute names = group.Attribute(attribute);
        ulong count = names.Space.Dimensions.Aggregate(1UL, (product, length) => checked(product * length));
        if (count > (ulong)limits.MaxTensors)
        {
            throw new WeightException($"The attribute '{attribute}' of '{group.Name}' lists {count} names, more than {limits.MaxTensors}.");
        }

        // Keras writes an empty list as numbers.
        return count == 0 ? [] : names.Read<string[]>();
    }

    private static WeightTensor Describe(string layer, string weight, IH5Dataset data, long fileLength, WeightLimits limits)
    {
        string last = weight[(weight.LastIndexOf('/') + 1)..];
        string name = $"{layer}/{last.Split(':')[0]}";
        ElementType type = (data.Type.Class, data.Type.Size) switch
        {
            (H5DataTypeClass.FloatingPoint, 4) => ElementType.Float,
            (H5DataTypeClass.FloatingPoint, 8) => ElementType.Double,
            (H5DataTypeClass.FixedPoint, 4) => ElementType.Int32,
            (H5DataTypeClass.FixedPoint, 8) => ElementType.Int64,
            _ => throw new WeightException($"Weight '{name}' has elements of {data.Type.Size} bytes of class {data.Type.Class}, which are not supported."),
        };
        long[] shape = [.. data.Space.Dimensions.Select(length => checked((long)length))];
        long bytes = WeightShape.Bytes(name, type, shape, limits);
        long most = data.Layout.Class == H5DataLayoutClass.Chunked ? checked(fileLength * MaxCompression) : fileLength;
        if (bytes > most)
        {
            throw new WeightException($"Weight '{name}' claims {bytes} bytes in a file of {fileLength}.");
        }

        return new WeightTensor(name, type, shape, bytes, () => OpenData(name, type, bytes, data));
    }

    private static MemoryStream OpenData(string name, ElementType type, long bytes, IH5Dataset data)
    {
        try
        {
            return new MemoryStream(type switch
            {
                ElementType.Float => Bytes(data.Read<float[]>()),
                ElementType.Double => Bytes(data.Read<double[]>()),
                ElementType.Int32 => Bytes(data.Read<int[]>()),
                _ => Bytes(data.Read<long[]>()),
            }, writable: false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new WeightException($"The {bytes} bytes of weight '{name}' cannot be read: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    private static byte[] Bytes<T>(T[] values)
        where T : unmanaged => MemoryMarshal.AsBytes<T>(values).ToArray();
}
