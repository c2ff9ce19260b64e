using System.IO.Compression;
using Lamina.Models.Weights.Keras;
using Lamina.Models.Weights.Torch;

namespace Lamina.Models.Weights;

/// <summary>A zip is either what PyTorch writes or a compressed <c>.h5</c>.</summary>
internal static class ZippedWeights
{
    private const int MaxEntries = 200_000;

    /// <exception cref="WeightException">It is neither, or damaged.</exception>
    public static WeightFile Open(string path, WeightLimits limits)
    {
        ZipArchive? archive = null;
        try
        {
            archive = ZipFile.OpenRead(path);
            if (archive.Entries.Count > MaxEntries)
            {
                throw new WeightException($"'{path}' holds {archive.Entries.Count} files, more than {MaxEntries}.");
            }

            if (archive.Entries.Any(entry => entry.FullName.EndsWith("/data.pkl", StringComparison.Ordinal)))
            {
                return new TorchFile(path, archive, limits);
            }

            ZipArchiveEntry[] files = [.. archive.Entries.Where(entry => entry.FullName.EndsWith(".h5", StringComparison.OrdinalIgnoreCase) || entry.FullName.EndsWith(".hdf5", StringComparison.OrdinalIgnoreCase))];
            if (files.Length != 1)
            {
                throw new WeightException($"'{path}' is a zip with {files.Length} .h5 files and no 'data.pkl': neither PyTorch weights nor one Keras file.");
            }

            using (archive)
            {
                return Unpack(path, files[0], limits);
            }
        }
        catch (InvalidDataException exception)
        {
            archive?.Dispose();
            throw new WeightException($"'{path}' is a damaged zip.", exception);
        }
        catch
        {
            archive?.Dispose();
            throw;
        }
    }

    /// <summary>HDF5 is read in any order, so it needs a file of its own; it is removed when closed.</summary>
    private static KerasFile Unpack(string path, ZipArchiveEntry entry, WeightLimits limits)
    {
        string unpacked = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"lamina-{Guid.NewGuid():N}.h5");
        try
        {
            using (Stream from = entry.Open())
            using (FileStream to = new(unpacked, FileMode.CreateNew, FileAccess.Write))
            {
                Copy(from, to, limits.MaxUnpackedBytes, entry.FullName);
            }

            return KerasFile.Load(path, unpacked, limits, deleteWhenClosed: true);
        }
        catch
        {
            File.Delete(unpacked);
            throw;
        }
    }

    private static void Copy(Stream from, Stream to, long limit, string name)
    {
        byte[] buffer = new byte[1 << 17];
        long total = 0;
        for (int read; (read = from.Read(buffer)) > 0;)
        {
            total += read;
            if (total > limit)
            {
                throw new WeightException($"'{name}' unpacks to more than {limit} bytes.");
            }

            to.Write(buffer, 0, read);
        }
    }
}
