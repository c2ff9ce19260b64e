namespace Lamina.Data.Samples;

/// <summary>Pictures in a folder tree.</summary>
internal sealed class FolderSource(string folder) : ISampleSource
{
    public string Origin => folder;

    public IReadOnlyList<string> List()
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 8, AttributesToSkip = FileAttributes.Hidden };
        return [.. Directory.EnumerateFiles(folder, "*", options).Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))];
    }

    public byte[] Read(string name)
    {
        string path = Path.Combine(folder, name);
        try
        {
            long length = new FileInfo(path).Length;
            return length <= SampleSet.MaxFileBytes ? File.ReadAllBytes(path) : throw new DataException($"{path}: has {length} bytes, at most {SampleSet.MaxFileBytes} are read.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path}: {fault.Message}", fault);
        }
    }

    public void Dispose()
    {
    }
}
