using System.Security.Cryptography;

namespace Lamina.Onnx.Wire;

/// <summary>Bytes that can be read at any place, any number of times, by any number of threads.</summary>
internal abstract class ByteSource : IDisposable
{
    private const int BlockBytes = 64 << 10;

    /// <summary>Number of bytes.</summary>
    public abstract long Length { get; }

    /// <summary>What to call this source in an error.</summary>
    public abstract string Name { get; }

    /// <summary>Reads up to <c>destination.Length</c> bytes at <paramref name="offset"/>; 0 only at the end.</summary>
    public abstract int Read(long offset, Span<byte> destination);

    /// <summary>Fills <paramref name="destination"/> or refuses: the source is shorter than it was when it was opened.</summary>
    public void ReadExactly(long offset, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            int read = Read(offset, destination);
            if (read == 0)
            {
                throw new OnnxFormatException($"{Name} ended at byte {offset} while being read: it was changed meanwhile");
            }

            destination = destination[read..];
            offset += read;
        }
    }

    /// <summary>SHA-256 of everything.</summary>
    public byte[] Sha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[BlockBytes];
        for (long done = 0; done < Length;)
        {
            int count = (int)Math.Min(block.Length, Length - done);
            ReadExactly(done, block.AsSpan(0, count));
            hash.AppendData(block, 0, count);
            done += count;
        }

        return hash.GetHashAndReset();
    }

    public virtual void Dispose()
    {
    }
}
