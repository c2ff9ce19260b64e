using Microsoft.Win32.SafeHandles;

namespace Lamina.Onnx.Wire;

/// <summary>An open file. Holds the handle until disposed, so a file that is replaced meanwhile stays readable as it was.</summary>
internal sealed class FileSource : ByteSource
{
    private readonly SafeFileHandle _handle;

    public FileSource(string path)
    {
        Name = path;
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        Length = RandomAccess.GetLength(_handle);
    }

    public override long Length { get; }

    public override string Name { get; }

    public override int Read(long offset, Span<byte> destination) => RandomAccess.Read(_handle, destination, offset);

    public override void Dispose()
    {
        _handle.Dispose();
        base.Dispose();
    }
}
