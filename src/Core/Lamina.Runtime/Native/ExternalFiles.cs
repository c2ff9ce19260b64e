using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.OnnxRuntime;

namespace Lamina.Runtime;

/// <summary>
/// Hands a model's external data to ONNX Runtime from memory (<c>OrtApi::AddExternalInitializersFromFilesInMemory</c>, since 1.18),
/// which its .NET binding does not offer. The places in the table of functions are part of its stable binary interface.
/// </summary>
internal static unsafe partial class ExternalFiles
{
    private const uint ApiVersion = 18;
    private const int GetErrorMessage = 2;
    private const int ReleaseStatus = 93;
    private const int AddExternalInitializersFromFilesInMemory = 279;

    /// <summary>A folder that cannot exist: without it ONNX Runtime would look for missing external data in the working directory.</summary>
    public const string Nowhere = "/dev/null/lamina-loads-no-files";

    /// <summary>Refuses every external file that is not in <paramref name="files"/>; those are read from memory.</summary>
    /// <returns>Keeps the memory in place; to be disposed when the session exists.</returns>
    /// <exception cref="InferenceException">ONNX Runtime refused them.</exception>
    public static IDisposable Give(SessionOptions options, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files)
    {
        options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", Nowhere);
        Pins pins = new();
        if (files.Count == 0)
        {
            return pins;
        }

        nint* names = (nint*)NativeMemory.Alloc((nuint)files.Count, (nuint)sizeof(nint));
        nint* buffers = (nint*)NativeMemory.Alloc((nuint)files.Count, (nuint)sizeof(nint));
        nuint* lengths = (nuint*)NativeMemory.Alloc((nuint)files.Count, (nuint)sizeof(nuint));
        try
        {
            int i = 0;
            foreach ((string name, ReadOnlyMemory<byte> content) in files)
            {
                names[i] = pins.Add(Encoding.UTF8.GetBytes(name + '\0'));
                buffers[i] = pins.Add(content);
                lengths[i++] = (nuint)content.Length;
            }

            nint* api = ((delegate* unmanaged<uint, nint*>)OrtGetApiBase()[0])(ApiVersion);
            nint status = ((delegate* unmanaged<nint, nint*, nint*, nuint*, nuint, nint>)api[AddExternalInitializersFromFilesInMemory])(
                options.DangerousGetHandle(), names, buffers, lengths, (nuint)files.Count);
            Check(api, status);
            return pins;
        }
        catch
        {
            pins.Dispose();
            throw;
        }
        finally
        {
            NativeMemory.Free(names);
            NativeMemory.Free(buffers);
            NativeMemory.Free(lengths);
        }
    }

    private static void Check(nint* api, nint status)
    {
        if (status == 0)
        {
            return;
        }

        string? message = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)api[GetErrorMessage])(status));
        ((delegate* unmanaged<nint, void>)api[ReleaseStatus])(status);
        throw new InferenceException(InferenceFailure.ModelUnusable, $"The model's external data was refused: {message}.");
    }

    [LibraryImport("onnxruntime")]
    private static partial nint* OrtGetApiBase();

    private sealed class Pins : IDisposable
    {
        private readonly List<MemoryHandle> _handles = [];

        public nint Add(ReadOnlyMemory<byte> memory)
        {
            MemoryHandle handle = memory.Pin();
            _handles.Add(handle);
            return (nint)handle.Pointer;
        }

        public void Dispose()
        {
            foreach (MemoryHandle handle in _handles)
            {
                handle.Dispose();
            }

            _handles.Clear();
        }
    }
}
